/** Properties are tried with the same cases in every run, so that a run that fails fails again. FUZZ_SEED asks for others. */
import fc from 'fast-check';

const seed = Number(process.env.FUZZ_SEED ?? 1);
if (!Number.isInteger(seed)) throw new Error('FUZZ_SEED is a whole number.');
fc.configureGlobal({ seed });
