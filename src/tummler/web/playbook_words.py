"""The playbook in words: what somebody who has done this for years would tell who begins."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = str | Promise

#: Play → its name, and what it is for.
PLAYS: Mapping[str, tuple[Said, Said]] = {
    "week": (_("The first week"), _("Small, slow and true. What you begin with is what people will expect of you.")),
    "outage": (_("The first outage"), _("One thing broke, and everybody says so. Answer the one thing.")),
    "hostile": (_("The first hostile day"), _("Anger is about the wait, mostly. Some of it is about you. Know which.")),
    "night": (_("The first night"), _("People need help at two. You need sleep. Both can be had.")),
}

#: Step → its title, what to know, what the press says.
STEPS: Mapping[str, tuple[Said, Said, Said]] = {
    "channel": (
        _("Connect one channel, and no more"),
        _(
            "Take the one where people complain already. A channel that you open and don’t answer is worse than none: "
            "they can see how long you have been silent. Add the second when a week of the first was answered."
        ),
        _("Connect a channel"),
    ),
    "listen": (
        _("Read for a day before you say a word"),
        _(
            "Most who need you never mention you. Set the words that they use, the wrong spellings too, and read what "
            "comes. Where something was misread, press “Not right?”: on the first day that is worth more than an "
            "answer."
        ),
        _("Read along"),
    ),
    "duty": (
        _("Name who is rung when somebody is in danger"),
        _(
            "It will come, between two questions about a refund: somebody writes that they don’t want to live. Agree "
            "before that who is rung, who stands in for them, and which number you give out in each country. No "
            "machine, no customer and no queue ever sees it."
        ),
        _("Name them"),
    ),
    "colleague": (
        _("Ask somebody in who does the work"),
        _(
            "The best answers come from whoever repairs, ships or bills. They need no training in tone, only to be "
            "told that nobody will rewrite them. Begin with the one whom everybody rings up anyway."
        ),
        _("Ask a colleague in"),
    ),
    "yourself": (
        _("Say what you know and what you speak"),
        _("What you can answer then finds you, so you needn’t read everything. Two topics are enough."),
        _("Say it"),
    ),
    "first": (
        _("Send your first answer, in your own words"),
        _(
            "Use the name they use. Say the thing itself first, then how, then when. Leave out “sorry for any "
            "inconvenience”, and never send them to an e-mail address: they came here because that failed. Read it "
            "aloud before you send it."
        ),
        _("Find one to answer"),
    ),
    "brake": (
        _("Lift the brake when the answers read well"),
        _(
            "Until then everything that you write is kept. Read what is kept as if you were the one who asked. Lift it "
            "in a quiet hour, with two of you there, and know where it is pulled again."
        ),
        _("Look at what is kept"),
    ),
    "word": (
        _("Wait for their word, and let only that count"),
        _(
            "An answer that was sent has helped nobody yet. The week was good when somebody wrote that it worked. "
            "Don’t ask for thanks; ask whether it works now."
        ),
        _("See who answered back"),
    ),
    "control": (
        _("Have a circle that knows before you do"),
        _(
            "Control room, on-call, whoever sees the graphs: put them into a circle today, with somebody of marketing "
            "in it. On the day itself nobody has time to look up who knows."
        ),
        _("Make a circle"),
    ),
    "ask": (
        _("Ask once, in the margin, and let one answer be enough"),
        _(
            "Ten helpers who each ring the control room make a second outage. One question to the circle, and what "
            "they answer stands beside every conversation about it."
        ),
        _("Ask from a conversation"),
    ),
    "incident": (
        _("Say it in public early, with what you don’t know"),
        _(
            "“We see it, since 10:40, payments; we write again at 11:15” beats silence until you are sure. Then write "
            "at 11:15, also when nothing is new: the promise that you kept is the news. Stop planned posts; nothing "
            "ages worse than an advertisement under an outage."
        ),
        _("See what is breaking"),
    ),
    "maker": (
        _("Ask who made it, with a link"),
        _(
            "The carrier, the bank, the one who wrote the part: they know in an hour what you guess all day. They "
            "need no account and see only what you chose."
        ),
        _("Ask from a conversation"),
    ),
    "state": (
        _("Let a tag say how it stands"),
        _(
            "Half of what comes is “is it only me?”. A tag answers that in a second, day and night, and keeps the "
            "hands free for those whom it hit worse. Change its words each time you know more."
        ),
        _("Make a tag"),
    ),
    "stays": (
        _("When it works again, tell each who asked, and keep what helped"),
        _(
            "“It is fixed” to all is for you; a word to each is for them. Whoever was told something wrong on the way "
            "is told so first. What you would want to have known this morning becomes an answer that stays."
        ),
        _("Keep an answer"),
    ),
    "alias": (
        _("Choose what people outside know you by"),
        _("Your first name is enough, and another name is fine. Colleagues always see who you are."),
        _("Choose it"),
    ),
    "margin": (
        _("Write to each other before you write to them"),
        _(
            "What you would like to answer, leave as a note. It is gone from your head, nobody else sees it, and the "
            "second version is the one to send. Answer the question that is in it, once; leave the insult where it is."
        ),
        _("Leave a note"),
    ),
    "hand": (
        _("Hand it on before it is too much"),
        _(
            "After three of these in a row nobody writes well. Handing on is no defeat, it is how the fourth gets a "
            "good answer. Look out for each other: who has gone quiet?"
        ),
        _("Hand one on"),
    ),
    "there": (
        _("Hide what hurts others, leave what hurts you"),
        _(
            "Criticism stays, however loud; hiding it is the story of tomorrow. What threatens, names somebody’s home "
            "or attacks those who ask is hidden, reported and written down. When in doubt: would a stranger need it to "
            "understand the answer?"
        ),
        _("Look at a post’s menu"),
    ),
    "blocked": (
        _("Have somebody blocked for all of you"),
        _(
            "Who goes after one of you goes after all. Any of you can ask for it, a lead decides, and nobody has to "
            "read them again. Write down why: in half a year nobody remembers."
        ),
        _("See how"),
    ),
    "eyes": (
        _("Where a lawyer would want to look, let them look first"),
        _(
            "Injuries, the press, a letter with a date in it: make a rule for that, and for nothing else. Each yes "
            "costs the one who waits an hour, so a rule needs a reason, and somebody who is there to say it."
        ),
        _("Make a rule"),
    ),
    "hours": (
        _("Say when you are awake"),
        _("Outside of it nothing nudges you, not even an outage. That is why you can be nudged inside of it."),
        _("Say your hours"),
    ),
    "fill": (
        _("Let tags take what needs no person"),
        _(
            "At night people ask what opens when, what they were charged, whether it is only them. Those three answer "
            "themselves. For the rest a tag promises a time in the morning: promise one that you keep."
        ),
        _("Make a tag"),
    ),
    "peers": (
        _("Let those help who are awake anyway"),
        _(
            "Some of your customers know more than you, and some are up at two. Ask three of them, by name, and thank "
            "them by name. Never leave anything about accounts, health or children to them."
        ),
        _("See what they see"),
    ),
    "sleep": (
        _("Put to sleep what waits for them"),
        _(
            "What you have asked back needn’t be looked at until they write. It wakes by itself. A desk that is empty "
            "in the evening is not a goal; one where you know what each waits for is."
        ),
        _("Put one to sleep"),
    ),
    "morning": (
        _("Keep the view that you open in the morning"),
        _(
            "Those who waited longest first, not those who shout. Write to the one who asked at three that you read it "
            "at eight: people forgive the night, never the silence after it."
        ),
        _("Keep a view"),
    ),
}
