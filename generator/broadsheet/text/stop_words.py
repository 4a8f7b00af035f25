"""Words that carry no subject: those of the language, those of any title, and those of other languages."""
# ruff: noqa: RUF001 (letters of other scripts look like ours)

from __future__ import annotations

_WITHOUT_SUBJECT = """
a about above across after against all also amid among an and any are around as at away back be
because been before being below better between beyond both but by can could do does doing done don't
down during each else enough ever every few first for from further get good had has have he her here
his how i if in inside into is isn't it its itself just less let like made make makes making many
matter matters may me meets more most much must my need needs never new no nor not now of off on
once one only onto or other our out over own part per really right same second see she should since
so some still such than that the their them then there these they thing things third this those
through to together too toward towards two under unless unlike until up upon us use used uses using
versus very via vs was way we well were what when where whether which while who whom whose why will
with within without would yet you your approach approaches based case challenge challenges dynamic
effective efficient enable enables enabling enhanced enhancing evaluating experiment experiments
exploring framework general improve improved improving investigating introducing large latest
learning leveraging long method methods novel paper papers problem problems rethinking revisiting
simple small studies study system systems technical report technique techniques understanding
unified work works
"""
STOP_WORDS = frozenset(_WITHOUT_SUBJECT.split())

# What stands in most sentences of other languages in which papers are written, without what is a
# subject in English: art, war, AI.
_WITHOUT_SUBJECT_ELSEWHERE = """
aber als am auf aus bei bis dann das dass dem den denn der des deren dessen die diese diesem diesen dieser
dieses doch du durch ein eine einem einen einer eines er es etwa euch für gegen haben hier ich ihm ihr ihre
im immer ist ja kann kein keine können mehr mit nach nicht noch nur ob oder ohne sehr sein seine sich sie sind
so sowie über um und uns unter vom von vor wenn werden wie wir wird wurde wurden zu zum zur zwischen
alors au aux avec avons ce ces cet cette comme dans de depuis deux dont du elle elles en entre est et eux
fait ici il ils je la le les leur leurs lors lui mais ne nos notre nous où ou par pas peut plus pour qui que
quelle quelles sa sans se selon ses soit sont sous sur tous tout toute toutes très un une vers vos vous
al algunas algunos ante antes aquí cada cómo como con contra cual cuando cuya cuyo del desde donde dos e el
ella ellos entre era esa ese esta estas este estos está están ha han hasta hay la las lo los más mediante
muy no nuestra nuestro nuestros o otra otras otro otros para pero por porque puede que qué quien se según
ser sin sino sobre su sus también tiene tras tu un una unas uno unos y ya
a ao aos as com da das do dos é ela ele essa esse esta este foi isso mas mais na nas nem no nos não num
numa o ou para pela pelas pelo pelos por quando que sem ser seu seus são só sua suas também um uma uns
agli al alla alle anche che chi ci col con cui da dai dal dalla dalle degli dei del dell della delle dello
di dopo e ed è essere fra gli ha hanno i il in la le lo loro ma nei nel nella nelle noi non o ogni
perché più quale quando quanto quella quelle quelli quello questa queste questi questo se sia sono su sua sui
sul sulla sulle tra un una uno
aan alle als bij dat de deze die dit door een en er geen hebben heeft het hoe hun ik in is je maar meer
met naar niet nog of om onder onze ook op over te tot uit van veel voor waar wat we wel werd wij worden wordt
ze zich zij zijn zo zonder
att av de den det detta dig din ej eller en ett för från har hur inte jag med mellan men mot när och om
oss på sig sin ska som till under upp ur utan vad var vid är
af at blev da deres dette disse efter eller et fra har hvor ikke med mellem mod når og også om på sig
skal som til ud være ved blir ble etter hva ikke mellom mot seg vi å
a aby ale bez był była było być co czy dla do gdy i ich jak jako jest jego jej już które który której lub ma
może na nad nie o od oraz po pod przez przy się są ta tak te tego tej to tym w we wraz z za ze że
bir bu çok da daha de değil gibi hem her için ile ise kadar ki ne o olan olarak sonra şu tüm üzerinde
üzerine var ve veya ya
yang dan di dengan untuk dari pada dalam ini itu adalah oleh sebagai tidak akan dapat atau ke secara terhadap
và của là các cho trong với được một những không này khi để từ theo đến về trên
а без был была были было в вам вас во вот все всех где да для до его ее если есть ещё еще же за и из или им
их к как когда ко которая которые который которых кто между мы на над не нет но о об он она они оно от по под
при с со так также такие то того том тот у уже чем что чтобы эта эти это этого этот
або але в від він вона вони де для до з за і із й їх його її як який яка які ми на над не ні по при про та
так те то у це цей ця що
και το να του της με για από στο στη στην στον των τα τις τους που είναι ως σε τη την τον οι ο η ή δεν κατά
من في على إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما لا أن إن كان كانت هو هي هم نحن أو ثم قد لم لن كل بعض
بين عند بعد قبل حتى كما أي كيف غير حول خلال ضد منذ لكن و
در به از که این آن با را برای است بود شد شود می های تا بر هر یک و یا نیز اما اگر چه
של את על עם זה זו זאת אל לא הוא היא הם הן אנחנו או כי גם אם כל מה מי כמו בין לפי אחרי לפני אבל יש אין היה
הייתה כדי יותר
का की के को में से है हैं पर और या एक यह वह इस उस ने भी तो कि जो था थी थे हो ही लिए साथ तक द्वारा नहीं
कर कैसे क्या जैसे
এবং এই একটি ও করে জন্য থেকে না তার যে হয় সঙ্গে মধ্যে
ஒரு மற்றும் இந்த அந்த என்று என்ற உள்ள ஆகும் இல்லை
"""
STOP_WORDS_ELSEWHERE = frozenset(_WITHOUT_SUBJECT_ELSEWHERE.split())


def is_stop_word(word: str) -> bool:
    """Return True for a word that carries no subject in any of these languages.

    What is written in capitals is no word of another language: MIT, ES.
    """
    small = word.casefold()
    return small in STOP_WORDS or (small in STOP_WORDS_ELSEWHERE and not word.isupper())
