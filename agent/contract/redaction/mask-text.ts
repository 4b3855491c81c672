export const mask = "[redacted]";

// Linear time, whatever the text: from "://" to the next slash is one authority, the rest is bounded.
const uriPassword = /(:\/\/[^\s/?#:@"'<>]*:)[^\s/?#"'<>]*@/g;
const oraclePassword = /(jdbc:oracle:\w{1,16}:[^\s/@]{1,128}\/)[^\s@]{1,256}@/gi;
const parameter = /(^|[?&;,\s"'({])([\w.-]{1,64})=([^&;\s"']+)/g;
const shortestBearer = 23;
const bearer = /\b(bearer )[\w.~+/=-]{16,}/gi;

// Signatures of pre-signed URLs. In a JSON key, `signature` is more likely a function's.
const signature = /^(?:sig|signature|x-amz-(?:signature|credential))$/i;

/**
 * Masks what is secret within a text: passwords in URIs (`scheme://user:…@`, Oracle's thin form), values
 * of secret parameters (`?password=…`, `;AccountKey=…`), signatures and bearer tokens. The same text gives the same result
 * everywhere.
 */
export function maskText(text: string, isSecret: (key: string) => boolean): string {
  const at = text.includes("@");
  const equals = text.includes("=");
  const token = text.length >= shortestBearer && text.includes("earer ");
  if (!at && !equals && !token) return text;
  let masked = text;
  if (at) masked = masked.replace(uriPassword, `$1${mask}@`).replace(oraclePassword, `$1${mask}@`);
  if (equals) {
    masked = masked.replace(parameter, (whole: string, before: string, name: string) =>
      isSecret(name) || signature.test(name) ? `${before}${name}=${mask}` : whole,
    );
  }
  return token ? masked.replace(bearer, `$1${mask}`) : masked;
}
