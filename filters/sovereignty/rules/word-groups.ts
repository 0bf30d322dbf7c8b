import type { WordGroup } from '../rule.ts';

/** Phrases between bars. */
export function phrases(list: string): readonly string[] {
  return list.split(' | ');
}

/** Whose it is: a sentence about one's own house rather than about the subject in general. */
export const OURS: WordGroup = {
  weight: 2,
  words: phrases(
    'we | our | us | ours | i | my | customer | customers | members | policyholders | depositors | prod | production | the bank | internal | company',
  ),
};
export const CONCRETE: WordGroup = {
  weight: 1,
  words: phrases(
    'inc-* | inc0* | p1 | sev1 | sev-1 | sev 1 | priority 1 | this morning | last night | yesterday | today | overnight | currently | ongoing | right now | still | since | am aest | records | accounts | at 0* | at 1* | database | server | servers | host | hosts',
  ),
};
/** Questions about a subject in general, tutorials and plans. */
export const GENERAL: WordGroup = {
  weight: -4,
  words: phrases(
    'what is | what are | what does | how do | how does | how can | how should | how to | explain | define | definition of | best practice | best practices | template | example of | for example | difference between | difference | overview | tutorial | training | course | quiz | write a | draft a generic | in general | generic | describe | list the | steps to | tips | pros and cons | why do | why is it important | when should | checklist | paragraph 35 | paragraph 36 | what counts as | give me | teach | story | poem | hypothetical | simulate | exercise | drill | tabletop | game | essay | suggest | summarise the standard | example | examples',
  ),
};

/** A sentence that asks says less than one that tells. */
export const QUESTION: WordGroup = {
  weight: -2,
  words: phrases(
    '^is | ^are | ^can | ^could | ^do | ^does | ^did | ^should | ^would | ^how | ^what | ^why | ^which | ^who | ^when | ^where | ^and how | ^so how | ^anyone know',
  ),
};

/** Asks for what there is, as people ask a tool: it says nothing yet. */
export const LOOK_UP: WordGroup = {
  weight: -4,
  words: phrases(
    'which | how many | ^list | ^show | show me | are there | is there | do we have | do any | does any | find all | check whether | check that | ^compare | ^set up | ^enable | ^configure | ^add | ^translate | ^chart | ^count | review of code | code review',
  ),
};

/** Events that everybody has read about, and things that are made up. */
export const PUBLIC: WordGroup = {
  weight: -4,
  words: phrases(
    'wannacry | notpetya | solarwinds | stuxnet | morris worm | optus | medibank | latitude | equifax | capital one | colonial pipeline | public reports | history of | fictional | fictitious | imaginary | fiction | war game | movie | book | novel | deck | slide | slides | interview questions | ideas for | name for',
  ),
};
