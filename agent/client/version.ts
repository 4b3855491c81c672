/** The version in package.json; a test holds them equal. */
export const version = "0.1.0";

/** What `producer` and `_producer` say unless the program sets its own. */
export const defaultProducer = `https://www.npmjs.com/package/@tidemark/agent/v/${version}`;
