/**
 * Which way is good for the participant, where the measure's name settles it, and nothing where it does not: laboratory
 * values that can be too high or too low, exposure to a drug, "reduction in …" (is a reduction reported as negative?).
 */
import type { Outcome } from '../schema.ts';
import { fold } from './text.ts';

/** Events nobody wants. */
const BAD =
  /\b(?:death|deaths|died|mortality|fatal|adverse|side effects?|toxicit|dlts?\b|mace\b|complication|bleed|ha?emorrhag|hypoglyc|infections?\b|reinfection|stroke(?! (?:volume|work|index))|infarction|hospitali[sz]|rehospitali|readmission|thrombo(?!cyt|p|last|tic marker)|embol|fractures?\b|relapse|recurrence|exacerbation|rejection|graft (?:loss|failure)|treatment failure|virologic(?:al)? failure|failure rate|discontinu|dropout|drop-out|withdraw(?!al symptom)|nausea|vomiting|emesis|hypotension|delirium|suicid|seizures?\b|falls?\b|mechanical ventilation|intubation|intensive care|icu admission|rescue medication|reintervention|reoperation|re-?vascularization|transfusion|amputation|perforation|leak(?:age)?\b|worsening|deteriorat|progressive disease|disease progression|hypersensitivity|abnormal|potential clinical (?:concern|importance)|clinically significant|urinary incontinence|nocturia|hot flash|hot flush|migraine days|headache days|migraine attacks|headache attacks|metasta[st])/;
/** Events that are wanted. */
const GOOD =
  /\b(?:responders?|response rate|objective response|overall response|complete response|partial response|tumou?r response|clinical response|treatment response|virologic(?:al)? response|h?a?ematologic(?:al)? response|cytogenetic response|molecular response|remission|clinical benefit|disease control|(?<!test[- ]of[- ])cure[ds]?\b|success|seroconver|seroprotect|seroresponse|sustained virologic|(?<!\b(?:body|renal|oral|total|systemic|plasma|drug|creatinine|apparent|lactate|serum|mucociliary|lung|urinary) )clearance(?! \(?cl)|cleared|undetectable|alive|salvage index|recovered|recovery|wound closure|healed|healing|resolution|resolved|pain[- ]free|symptom[- ]free|discharged|hospital[- ]free|ventilator[- ]free|continen(?:ce|t)\b|live birth|pregnancy rate|adherence|patency|engraftment|abstinen|acr ?-?(?:20|50|70)\b|(?:e|p)asi[- ]?(?:50|75|90|100)\b)/;
/** An event that somebody was spared: `freedom from …`, `…-free`; the first says it before, the second behind. */
const SPARED = /\b(?:free (?:of|from)|freedom from|without|absence of|no|avoid(?:ance|ed|ing)?)\b/;
const FREE = /\bfree\b/;
/** Where the same words deny no event: of both, of either, of what was before the trial. */
const UNSPARED =
  /\bwith(?: or | and |\/| and\/or )without\b|[(/]no\b|\bno[/)]|\b(?:evidence|history|past|prior|previous|presence)\b/;
const NOT =
  /\b(?:not|non|without|no|loss of|failure|failed|lack of|never|fail|absence|time|till|until|duration|length|days|worsening|before|un)\b|\bnon-|\bunable/;

/** Scales and measures that are read upwards. */
const UP =
  /\b(?:kccq|kansas city cardiomyopathy|6[- ]?(?:mwt|mwd)\b|(?:six|6)[- ]minutes?[- ]walk|iief|international index of erectile|sep[ -]?[23]?\b|sexual encounter profile|sf-?36|sf-?12|eq-?5d|mmse|mini[- ]mental|moca\b|fev-?1|fev\(1\)|forced expiratory volume|forced vital capacity|fvc\b|peak (?:expiratory )?flow|pef\b|lvef|ejection fraction|peak vo2|vo2 ?(?:max|peak)|peak oxygen|maximal oxygen|exercise (?:capacity|tolerance|duration|time)|exercise treadmill|treadmill exercise|hall[- ]walk|walk(?:ing)? distance|distance walked|alsfrs|karnofsky|barthel|visual acuity|fact-[a-z]+|erectile function|treatment satisfaction|edits\b|antibody tit(?:er|re)s?|geometric mean tit(?:er|re)s?|gmts?\b)/;
/** Scales and measures that are read downwards. */
const DOWN =
  /\b(?:hba1c|hba\(?1c\)?|a1c\b|glycated ha?emoglobin|glycosylated ha?emoglobin|ldl\b|ldl-c|low[- ]density lipoprotein|nt-?pro-?bnp|bnp\b|natriuretic peptide|ipss|international prostate symptom|das-?28|haq\b|haq-di|health assessment questionnaire|pasi\b|easi\b|scorad|dlqi|dermatology life quality|madrs|hamd|ham-?d\b|hdrs|hamilton|beck depression|bdi\b|bdi-ii|phq-?9|gad-?7|panss|ymrs|adas-?cog|updrs|edss|mlhfq|minnesota living|womac|brief pain inventory|pain (?:score|intensity|severity|vas|nrs)|(?:vas|nrs) (?:for |of )?pain|seizure frequency|viral load|hcv rna|hiv-?1? rna|hbv dna|nih-?cpsi|nihss|rankin|acq\b|asthma control questionnaire|symptom (?:score|severity|burden)|caregiver burden|insomnia severity|perceived stress|epworth|oswestry|neck disability|fatigue severity)/;
/** A measure that turns a scale round. */
const TURNED =
  /\b(?:reduc|decreas|suppress|lower|(?:intensity|severity|score) differen|declin|loss|lost|losing|drop|fall in|improve|increas|greater|less|more than|at least|achiev|below|above)/;
/** A scale cut in two: whoever is beyond the mark is well, or is not. */
const CUT = /[<>≤≥]/;
const PARTICIPANTS =
  /\b(?:number|percent(?:age)?|proportion|rate|frequency|incidence)\b.*\b(?:participants?|patients?|subjects?|people|women|men|children|infants|individuals)\b|\b(?:participants?|patients?|subjects?) (?:with|who|achieving|reaching)\b|\b(?:incidence|rates?|occurrence|frequency|percentage|proportion|number) of\b/;
/** What a higher or lower figure of is neither good nor bad, or depends on the trial. */
const NEUTRAL =
  /\b(?:pharmacokinetic|plasma concentration|serum concentration|concentration|cmax|tmax|auc|area under|half-?life|exposure|bioavailab|correlation|agreement|sensitivity|specificity|predict|association|compliance with|preference|cost|genotype|expression|feasib|time of|reason|lipids?\b|(?<!expiratory )volumes\b|(?:stroke|systolic|diastolic) volume|hdl|high[- ]density|anti-?drug|in vivo recovery|ivr\b)|^baseline\b/;

/** What is measured beside a scale or a test, and is not what it is named for: the heart rate of a walk, its stops. */
const BESIDE =
  /\b(?:borg|nyha|stops?|blood pressure|heart rate|pulse|respiratory rate|saturation|spo2|sao2)\b|\beq-?5d\b.*\b(?:mobility|self-?care|usual activit|discomfort|anxiety|problems?|dimensions?)/;
/** How many people had a result of a scale: which result, its name does not say. */
const HOW_MANY =
  /\b(?:number|percent(?:age)?|proportion)\b.*\b(?:participants?|patients?|subjects?|people|women|men|children|infants|individuals)\b/;
const ENCOUNTERS = /\b(?:sep[ -]?[23]?|sexual encounter profile)\b/;

/** `from the time of …` and `at any time from …` say when, not what. */
export const TIME_TO =
  /(?<!\b(?:from|since|at|by|during|any)(?: the)? )\btime[- ](?:from .*? )?(?:to|until|till)\b|\bdays (?:until|till)\b|^(?:the )?time of\b/;
/** An event that ends or denies another. */
const ENDED =
  /\b(?:no|not|(?:to|until|till) (?:the )?end of|loss of|lack of|return|independen\w*|freedom|free|cessation|off)\b/;
const BEHIND = /\b(?:post|after|following|since|prior to|before)\b.*$/;
/** How much it took until something, in another unit than time; and where people went to who did not go home. */
const TAKEN =
  /\bnumber of (?:\w+ )?(?:weeks|months|hours|days|cycles|visits|doses|attempts|treatments|injections) (?:needed |required )?(?:to|for|before)\b|\bdischarged (?:from [\w ]+ )?to (?!home\b(?! or)|(?:a )?favou?rable)/;
const SURVIVAL = /\bsurviv(?:al|ed|es)\b|\b(?:number|percent(?:age)?|proportion|rate) of survivors\b/;
const NO_SURVIVAL =
  /\b(?:questionnaire|predict|platelet|nerve|survival status|surrogate|resuscitat|with (?:an? )?events?\b|(?:in|of) survivors and)/;
const ENDURED =
  /\b(?:length|duration) of (?:.*\b)?(?:stay|hospital|ventilation|illness|symptoms?|fever|headache|pain|oxygen|icu|attack|episode)/;
const ENJOYED = /\b(?:duration|length) of (?:.*\b)?(?:response\b|remission|benefit|erection|relief|clinical)/;
const EVENT_OVER =
  /\b(?:onset of (?:action|effect|relief|response|sleep|analgesia)|relief|recovery|resolution|improvement|response|remission|healing|clearance|negativ|discharge|extubation|stability|union|closure)/;

/** What a measure is of, without after what, since when or in whom. */
const CONTEXT =
  /\b(?:post|after|following|since|prior to|before|in (?:participants|patients|subjects|those|women|men) (?:with|who)|in (?:non-?)?responders|among|due to|secondary to|at (?:the )?time of|associated with)\b.*$/;
/** An event that did not happen, or not wholly. */
const DENIED = new RegExp(
  `\\b(?:not|never|abort(?:ed|ive)|prevent\\w*|lack of|unable)(?: [\\w-]+){0,3}? ${BAD.source}`,
);
/** A list of more than one thing, of which an event is one. */
const MIXED = /\bchanges? (?:in|of)\b|[&;]/;
/** What people get better of. */
const COMPLAINT =
  /\b(?:pain|pruritus|itch|headache|migraine|attacks?|symptoms?|score|severity|lesion|swelling|joint|episodes?)/;

/** Whether all that is bad in a name is what was spared. */
function spared(name: string): boolean {
  if (UNSPARED.test(name)) return false;
  const plain = name.replace(/\([^()]*\)/g, ' ');
  const at = plain.search(SPARED);
  if (at >= 0) return BAD.test(plain.slice(at)) && !BAD.test(plain.slice(0, at));
  const behind = plain.search(FREE);
  const event = plain.slice(0, Math.max(behind, 0));
  return BAD.test(event) && !/[(,;]/.test(event);
}

/** Of the time until an event: the later the better, where the event is bad. */
function betterLate(name: string): Outcome['better'] {
  const at = name.search(TIME_TO);
  if (BAD.test(name.slice(0, at)) || /\bsafety\b|\band $/.test(name.slice(0, at))) return undefined;
  const event = name.slice(at).replace(BEHIND, '');
  if (ENDED.test(event)) return undefined;
  const good = EVENT_OVER.test(event);
  const bad = BAD.test(event) || /\b(?:progress|worsening|deteriorat|event\b|failure)/.test(event);
  return good === bad ? undefined : bad ? 'higher' : 'lower';
}

/** `higher` or `lower`, as far as the name of a measure settles which is good for the participant. */
export function betterOf(measure: string): Outcome['better'] {
  const name = fold(measure).replace(/\bno\.? of\b/g, 'number of');
  if (
    /\b(?:correlat|prognos|relevance|relationship (?:between|of|with)|gene sequence|apopto|withdrawal bleed|(?<!un)scheduled bleed)/.test(
      name,
    )
  )
    return undefined;
  if (TAKEN.test(name)) return undefined;
  if (ENDURED.test(name)) return /\b(?:reduc|decreas|shorten)/.test(name) ? undefined : 'lower';
  if (ENJOYED.test(name)) return 'higher';
  const subject = name.replace(CONTEXT, '');
  const bad = BAD.test(subject);
  const denied = SPARED.test(name) || FREE.test(name) || /\bnot\b/.test(name);
  if (SURVIVAL.test(subject) && !NO_SURVIVAL.test(name)) return bad && !denied ? undefined : 'higher';
  if (TIME_TO.test(name)) return betterLate(name);
  const ofParticipants = PARTICIPANTS.test(name);
  if (ofParticipants && !NOT.test(name)) {
    if (/\bachiev/.test(name)) return bad ? undefined : 'higher';
    if (/\b(?:reduc|decreas)/.test(subject) && (bad || COMPLAINT.test(subject) || DOWN.test(name))) return 'higher';
    if (/\bimprove/.test(subject)) return 'higher';
  }
  if (!bad && NEUTRAL.test(name)) return undefined;
  const good = GOOD.test(subject);
  if (bad && !good && (SPARED.test(name) || FREE.test(name))) return spared(name) ? 'higher' : undefined;
  if (SPARED.test(name) || /-free\b/.test(name)) return undefined;
  if (bad && !good && !TURNED.test(name))
    return (UP.test(name) && MIXED.test(name)) || DENIED.test(name.replace(/\([^()]*\)/g, ' ')) ? undefined : 'lower';
  if (good && !bad && (BESIDE.test(name) || /\bsafety\b/.test(name))) return undefined;
  if (good && !bad && !NOT.test(name)) return ofParticipants || !TURNED.test(name) ? 'higher' : undefined;
  if (bad || good || BESIDE.test(name)) return undefined;
  if (HOW_MANY.test(name) && !ENCOUNTERS.test(name)) return undefined;
  // Where both can be, gaining letters of acuity is what the scale itself says.
  if (/\bvisual acuity\b.*\bgain|\bgain.*\bvisual acuity\b/.test(name))
    return /[<≤]|\bless\b/.test(name) ? undefined : 'higher';
  const up = UP.test(name);
  return up === DOWN.test(name) || TURNED.test(name) || CUT.test(name) ? undefined : up ? 'higher' : 'lower';
}
