/**
 * Ways of saying that one was shown the result. A trace is to be what somebody could have reasoned beforehand, so it may speak of the starting
 * result, which is given, and of what is known in general, and of the target's only as what follows. Each rule has sentences that it
 * must find and sentences of ordinary reasoning that it must leave alone; the tests hold it to both.
 */

export interface KnownRule {
  name: string;
  says: RegExp;
  /** With this near it, it is left alone: it speaks of the starting result, or of other studies. */
  unless?: RegExp;
  finds: readonly string[];
  leaves: readonly string[];
}

/** Of the end that is known, or of other studies. */
const ELSEWHERE =
  /\b(?:start(?:ing|ed)?|source|anchor|original contrast|before the change|other|earlier|previous|prior|similar|related|comparable|historical|class|literature|published)\b/i;

export const KNOWN_RULES: readonly KnownRule[] = [
  {
    name: 'as observed',
    says: /\bas (?:(?:was|is|were|it was|they were|we) )?(?:actually |indeed |also )?(?:(?:observed|reported|recorded|documented)\b|(?:stated|given|provided|seen|shown|noted|indicated)\b(?=\s*(?:[.,;:)]|$|here\b|above\b|(?:in|by|from) (?:the|this|these|its) (?:\w+ )?(?:results?|data|records?|registry|tables?|figures|values|analys[ei]s|trial|study|target|prompt|question))))/i,
    unless: ELSEWHERE,
    finds: [
      'The difference is lost at week 24, as observed.',
      'As reported, the effect shrinks.',
      'The response grows with the dose, as was actually observed here.',
      'Significance is gained, as seen in the data.',
    ],
    leaves: [
      'A class effect, as observed with other SGLT2 inhibitors, makes this plausible.',
      'The starting contrast was higher, as reported there.',
      'Examplin was as given once daily to both groups.',
      'The pain score is less sensitive than the walking distance.',
    ],
  },
  {
    name: 'the results show',
    says: /\b(?:the|these|this|its|their|actual|observed|reported|final) (?:\w+ )?(?:results?|data|findings?|registry|records?|tables?|analys[ei]s|estimates?|p-?values?|confidence intervals?|statistics|figures|numbers)(?: \w+ly)? (?:show|reveal|indicat|confirm|demonstrat|report|state|prov|suggest|tell|establish|bear|bore|list|say|support)\w*\b/i,
    unless: ELSEWHERE,
    finds: [
      'The results show no difference.',
      'The reported data indicate a larger effect.',
      'This analysis confirms that it is higher.',
      'The registry lists a significant difference.',
    ],
    leaves: [
      'Data from earlier trials show that the effect grows with the dose.',
      'The starting results show a clear effect.',
      'A longer exposure shows itself in bone density only after months.',
    ],
  },
  {
    name: 'the trial found',
    says: /\b(?:the|this) (?:present |current )?(?:trial|study|investigators|authors|researchers|sponsors?|publication|paper)(?: \w+ly)? (?:found|finds|observed|reported|reports|showed|shows|concluded|concludes|demonstrated|demonstrates|detected|measured a|revealed|saw|noted)\b/i,
    unless: ELSEWHERE,
    finds: [
      'The trial found no difference.',
      'This study ultimately reported a benefit.',
      'The authors concluded that it works.',
    ],
    leaves: [
      'The trial is small, so that a modest effect may go unnoticed.',
      'This study measured pain every week.',
      'The trial randomised few participants to each arm.',
    ],
  },
  {
    name: 'we are told',
    says: /\b(?:(?:we|i|you) (?:are|were|was|am|have been|had been) (?:told|shown|given|informed|provided)|(?:we|i) (?:already )?(?:know|knew|see|saw|can see|could see|learn(?:ed|t)?) (?:that |from )?(?:the|this|its|these)? ?(?:target|outcome|result|answer|direction|final|actual|observed|reported|record|data|p-?value)|(?:you|the (?:prompt|user|question|task|instructions?|input|context)) (?:says?|said|states?|stated|tells?|told|shows?|showed|gives?|gave|provides?|provided|indicates?|specif(?:y|ies|ied)|mentions?))\b/i,
    finds: [
      'We are told that the result is higher.',
      'I was shown both ends.',
      'We know that the answer is no difference.',
      'The prompt says that it becomes lower.',
    ],
    leaves: [
      'We know that higher doses saturate the receptor.',
      'Patients are told to take the tablet with food.',
      'Participants were given the drug once daily.',
    ],
  },
  {
    name: 'the known answer',
    says: /\b(?:the|this|these|those|its) (?:(?:(?:actual|known|correct|right|given|provided|stated|reported|recorded|documented|published|observed|expected and observed) )+(?:\w+ )?(?:results?|answers?|outcomes?|directions?|labels?|findings?|conclusions?|differences?|estimates?|p-?values?|changes?|effects?|loss|gain|lack|absence)|(?:true|real|final) (?:results?|answers?|directions?|labels?|findings?))\b/i,
    unless: ELSEWHERE,
    finds: [
      'This fits the actual result.',
      'The known answer is higher.',
      'It explains the observed difference.',
      'That is in line with the reported effect.',
    ],
    leaves: [
      'The observed starting result is strong.',
      'A true effect of this size needs more participants.',
      'The final visit is later than the first, and the true effect may be smaller.',
      'The primary outcome is less variable.',
    ],
  },
  {
    name: 'the target’s result',
    says: /\btarget(?:['’]s)? (?:(?:observed|reported|actual|end'?s?) )*(?:results?|answers?|directions?|labels?|findings?|contrast(?:['’]s)? (?:result|direction|was|is known)|p-?values?|estimates?|difference)\b/i,
    finds: [
      'The target result is lower.',
      'The target’s observed direction follows from power.',
      'The target contrast was significant.',
    ],
    leaves: [
      'Target engagement saturates at the lower dose.',
      'More participants reach the target level of HbA1c.',
      'The drug binds its target for longer.',
    ],
  },
  {
    name: 'in line with what was observed',
    says: /\b(?:consistent with|in line with|in agreement with|agrees? with|match(?:es|ing)?|account(?:s|ing)? for|explain(?:s|ing)?|according to|based on|given|knowing|supported by|confirmed by|evidenced by|reflected (?:in|by)) (?:(?:why|that|how) )?(?:the |this |these |what |a )?(?:(?:was|is|were) )?(?:actually |finally |subsequently )?(?:observed|reported|recorded|provided|documented|stated|published|shown|registry|record)\b/i,
    unless: ELSEWHERE,
    finds: [
      'This is consistent with the observed loss of significance.',
      'That explains what was observed.',
      'According to the record, it is higher.',
      'Based on the provided values, nothing differs.',
    ],
    leaves: [
      'This is consistent with the pharmacology of the drug.',
      'Given the starting result, which was reported as higher, it is likely to stay.',
      'Based on the half-life, steady state is reached in a week.',
      'Taking the observed starting effect into account, it is likely to stay.',
    ],
  },
  {
    name: 'in hindsight',
    says: /\b(?:in hindsight|in retrospect|retrospectively,? (?:it|we|this|that)|with hindsight|after the fact|ground[- ]truth|turn(?:s|ed) out|as it happen(?:s|ed)|in fact,? (?:was|were|became|did|showed)|(?:was|were|did) (?:indeed|in fact|in the end|ultimately|eventually) \w+)\b|\bin the event,/i,
    finds: [
      'In hindsight the dose was too low.',
      'It turned out to be no different.',
      'The groups were indeed different at week 24.',
      'The ground truth is lower.',
    ],
    leaves: [
      'The event rate is low, so that few events are expected.',
      'In the event-driven design, follow-up is long.',
      'A retrospective assessment adds noise.',
      'Exposure ultimately limits the effect.',
    ],
  },
];

/** Characters before and after in which an exception is looked for. */
const BEFORE = 30;
const AFTER = 50;
/** Sentences, roughly: a rule's exception holds for its own sentence only. */
const SENTENCE = /[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*/g;

/** The first place of a text that says that its writer was shown the result, as it is written there; undefined where none does. */
export function saysKnown(text: string): { rule: string; said: string } | undefined {
  for (const [sentence] of text.matchAll(SENTENCE))
    for (const { name, says, unless } of KNOWN_RULES) {
      const found = says.exec(sentence);
      if (!found) continue;
      const [said] = found;
      const around = sentence.slice(Math.max(0, found.index - BEFORE), found.index + said.length + AFTER);
      if (!unless?.test(around)) return { rule: name, said };
    }
  return undefined;
}
