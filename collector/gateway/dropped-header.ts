/** Of answers as of a time: retention has dropped events, those received up to this time among them. */
export const droppedHeader = "tidemark-events-dropped-up-to";
