/** How much may be asked of a language model at once, from wherever it is asked: the command line's options and the editor's settings have these bounds. */
export const LIMITS = {
  /** Pathways, or anchors in one prompt. */
  anchors: { least: 1, most: 50 },
  /** Answers to each question. */
  samples: { least: 1, most: 100 },
  temperature: { least: 0, most: 2 },
  /** Of thoughts and answer together. */
  maxTokens: { least: 16, most: 1_000_000 },
  /** Requests at a time. */
  parallel: { least: 1, most: 64 },
} as const;
