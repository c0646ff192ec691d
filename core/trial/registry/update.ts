/** A document brought up to date with its registry record: facts are refreshed, what a person wrote is kept. */
export {};
