import { words } from "./words.ts";

// Of tokens only the last word counts: `access_token` is a secret, `token_count` and `max_tokens` are not.
const usual =
  /passw|passphrase|_pwd_|_secrets?_|_creds?_|_credentials?_|_authorization_|_cookie_|token_$|_api_?keys?_|_(?:access|account|private|secret|shared|signing|encryption|master)_?key_|_sasl_jaas_config_/;

// The head of an over-long key is enough to judge, and bounds the work.
const longestKey = 256;

/** Makes the judge of keys: secret by the usual patterns, or by the given words anywhere in the key. */
export function secretKeyTest(patterns: readonly string[]): (key: string) => boolean {
  const own = patterns.map(words).filter((pattern) => pattern !== "__");
  return (key) => {
    const found = words(key.slice(0, longestKey));
    return usual.test(found) || own.some((pattern) => found.includes(pattern));
  };
}
