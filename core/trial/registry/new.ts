/** Prospective documents: from a short form, or from a pasted synopsis as far as it is understood. */
export {};
