"""Words that name no part of a map, beside the stop words of titles: abstracts say them of any work."""

from __future__ import annotations

_ANY_WORK = """
ability able according accuracy accurate achieve achieves achieving across adapt adaptive additional
additionally address addresses addressing advance advanced advances aim aims allow allowing allows analysis
analyze applied apply architecture art attribute attributes available average aware baseline baselines
benchmark benchmarks best beyond broad broader capabilities capability capable capture code coherent combine
combines common commonly comparable compare compared complementary complete complex component components
comprehensive concept concepts conduct consistency consistent consistently consists construct context
contrast contribute core cost critical crucial current currently data dataset datasets deep demonstrate
demonstrates demonstrating depth design designed despite detailed develop developed development different
difficult direct directly distinct diverse domain domains driven effectiveness efficiency efficiently
emerging end end-to-end ensure environment environments error errors essential evaluate evaluated evaluation
evidence evolving example examples existing explicit explicitly extend extensive external fail fails failure
failures feature features final find findings fine-grained five flexible focus formulate foundation four
fully function functions fundamental furthermore future gains gap gaps generalist generalizable
generalization generalize generalizes generate generated generates generating given global goal great
growing guided handle high high-fidelity high-quality higher highly human i.e identify impact implicit
important importantly improvement improvements improves include includes including increasing increasingly
independent individual inference information inherent initial input inputs insights instance instead
instruction instructions integrate integrated integrating intelligence interaction interactions internal
introduce introduced introduces issue issues joint jointly key knowledge known lack language large-scale
latent lead leading leads learn learned level levels leverage leverages limit limitation limitations limited
limits local long-horizon long-term low lower main mainly maintain maintaining maintains major meaning
mechanism mechanisms metric metrics model modeling models module modules moreover multi-step multiple namely
natural network networks neural next number object objective objectives objects observe obtain offer offers
open open-source operator optimal order original outperform outperforming outperforms output outputs overall
paradigm particularly performance performs pipeline possible potential powerful practical precise present
presents preserve preserving previous primarily primary principled prior priors process processes processing
produce produces producing promising propose proposed proposes provide provided provides providing publicly
qualitative quality quantitative question questions range rather real real-world recent recently reduce
reduced reduces reducing relies rely remain remains representation representations require required requires
requiring research resource resources respectively response responses result resulting results reveal
reveals rich risk risks robust robustness role samples sampling scalable scale scales scaling scenario
scenarios scene-level scientific score scores seamless separate set sets setting settings share shared shift
shows signal signals significant significantly similar simply simultaneously single solution solutions solve
source space specialized specific specifically stable stage stages standard state state-of-the-art step
steps strategies strategy strong structure structured structures sub suboptimal substantial substantially
success suffer suggest superior support supporting supports synthetic target targeted task task-specific
tasks term test tested tests text thinking time token token-level tokens tool top total traditional train
trained training true typical typically unlike unseen valid validate varied variety various vary varying
wide widely yet yield yielding yields zero zero-shot
"""
OF_ABSTRACTS = frozenset(_ANY_WORK.split())
# Of those, what may end a name of two words: world models, synthetic data.
_MAY_END = "learning code data language model models modeling network networks scaling training"
ENDINGS = frozenset(_MAY_END.split())
