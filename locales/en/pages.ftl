### The reporter's pages. Plain words, short sentences. Markup: only <strong> and <em>, and links as they stand in English.

## Around every page
# The title says nothing on purpose: it stays in the history of the browser.
title = Information
leave = Leave now
languages = Languages
start-page = Start page
staying-safe = Staying safe
come-back = Come back with my code
report-something = Report something

## The first page
landing-heading = Tell us about corruption at customs
landing-lead = You do not have to say who you are. We do not know, and we do not try to find out.
landing-device = <strong>Use your own phone or computer.</strong> Not one from work, and not the Wi-Fi at work. Your employer may see which pages you open.
landing-next = What happens next
landing-next-write = You write what happened. Only that is needed. You can add photos and papers.
landing-next-code = You get a code of 8 words. Write it on paper. It is the only way back to your report.
landing-next-looked = Within <strong>{ days }</strong>, a person looks at your report. We may ask you a question here.
landing-next-told = Within <strong>{ months }</strong>, we tell you here what we did.
landing-no-calls = We cannot call you or write to you. You come back with your code and read our answer.
landing-readers = Who reads it
landing-readers-unit =
    <strong>{ $unit }</strong>: { $readers ->
        [one] 1 person
       *[other] { $readers } people
    }.
landing-readers-nobody = Nobody else at customs has the key. The computer staff do not have it, and this website does not have it either. A spare key lies in pieces with several bodies; none of them can use its piece alone.
landing-readers-not = You can say who must <strong>not</strong> see your report. If you leave out the head of the unit, or the whole unit, inspectors from outside the unit read it instead.
landing-never = What we never keep
landing-never-address = your internet address
landing-never-device = what phone, computer or browser you use
landing-never-hour = the hour: we keep only the day, and for the public log the part of the day
landing-never-words = your words in a form this website could read again
landing-could = What could still give you away
landing-could-words = <strong>What you write.</strong> Your name, or something that only you can know.
landing-could-device = <strong>Your device.</strong> A phone, computer or Wi-Fi from work.
landing-could-calls = <strong>Calls and messages.</strong> Do not phone or text anybody about your report.
landing-could-files = <strong>Photos and files.</strong> They can hold the place, the time and a name. We remove this from most photos, but not from other files.
landing-could-people = <strong>People near you.</strong> Nobody should see your screen or find your paper.
landing-safe = How to stay safe
landing-cannot = What we cannot protect you from
landing-cannot-reader = A reader who breaks the rules and talks, or whose computer has a virus.
landing-cannot-server = Somebody who takes over this website: they could read new reports as they come in, or lose one before its entry is written in the public log. They cannot read old ones, and they cannot make one vanish without a trace.
landing-cannot-line = Somebody who can watch the internet: they may see that you were on this website, and how much you sent. <a href="{ $root }/h#tor">Tor Browser</a> helps.
landing-check = How you can check us
landing-check-log = Each step with a report leaves an entry in a public log, which cannot be changed afterwards. There is no report in it, and nobody can see from it who reported. But if a report is hidden or destroyed later, it shows. <a href="{ $root }/l">How it works</a>
landing-good = Good to know
landing-good-proof = You do not need proof. Tell us what you know. We pay no reward.
landing-channels = You can also go to:

## Who is reporting
who-heading = Who are you?
who-why = We ask only so that we can ask the right questions. Do not tell us your name.
who-trader = Trader, broker, driver or traveller
who-trader-hint = You bring goods or yourself across the border.
who-staff = Customs staff
who-staff-hint = You work or worked for customs.
who-other = Somebody else
who-other-hint = You saw or heard something.
who-before = Before you start
who-before-paper = Have <strong>paper and a pen</strong> ready for your code.
who-before-screen = Be where <strong>nobody can see your screen</strong>.
who-before-work = Do not use a phone, computer or Wi-Fi from work.
who-before-stop = If you must stop, press <strong>{ leave }</strong>. It is at the top of every page.

## The code
code-heading = Your code
code-or-digits = Or write these digits instead. They do the same.
code-or-words = Or write these English words instead. They do the same.
code-paper = <strong>Write it on paper and hide the paper.</strong> Do not take a screenshot. Nobody can give you this code again, not even us.

## The report
report-heading = Your report
report-lead = First write down this code. Then answer below.
report-code = With this code you come back and read our answer. It starts to work when you press “{ report-send }”.
report-about = What is it about?
family-sol = Somebody wants money, goods or a favour to do their job.
family-sex = Somebody wants sex, or touches or insults you.
family-col = False value, weight, origin or papers, agreed between them.
family-ctl = Goods go through without a check. Some clients go first.
family-smg = Drugs, weapons, people, gold, cigarettes, fuel.
family-ast = Held goods disappear. Duty is paid but not handed in.
family-coi = An officer owns a company, or helps family and friends.
family-inf = Secrets sold. Records changed. A password shared.
family-hrm = Paying for a job or a good post. Money passed up to bosses.
family-con = Insults, threats, violence, refusal without a reason.
family-ret = Punished, threatened or looked for after speaking up.
family-prv = A broker or another service takes money “for the officer”.
report-hurt = <strong>If somebody wants sex, or touches or threatens you:</strong> it is not your fault. You do not have to describe it. It is enough to say that it happened, where, and who did it.
report-story-trader = What happened?
report-story-staff = What did you see, hear or find?
report-story-other = What do you know?
no-name = Do not write your own name. Leave out what only you can know.
report-story-trader-hint = Who asked for what? How much? What did they say would happen? Did you pay? You are not in trouble for telling us.
report-story-staff-hint = Who did what, and how? Who else takes part? Which records would show it? Do not copy or search for anything new: that could give you away.
report-story-other-hint = Who did what, and how do you know? Any detail helps: a name, a badge, a number plate, a company.
report-any-language = You can use any language.
report-place-trader = Which border, port or office?
report-place-staff = Which office or unit?
report-place-other = Where?
report-place-few = If only a few people work there, name the larger office instead.
report-empty = You can leave this empty.
report-time = When?
report-time-staff = When, or since when?
report-time-exact = An exact day or hour can show who you are. “Last week” or “in March” is enough.
report-exclude = Who must <em>not</em> see this report?
report-exclude-hint = Tick whoever is part of it, or too close to it. They get no key, and nobody tells them. If too few people are left, inspectors from outside join them. If you tick the head of the unit or the whole unit, only inspectors from outside read your report.
report-name = Only if you want: your name, and how to reach you
report-name-risk = A name is the surest way to be found. Leave this empty if you are not sure: you get the same help without it.
report-name-apart = It is locked apart from your report. Only the custodian, who does not read reports, can open it for one of us, and must say why. If that happens, you see it in your messages.
report-name-name = Name
report-name-contact = How can we reach you?
report-files = Do you have photos, messages or papers?
report-files-later = You can leave this out, and add files later.
report-files-risk = A file can show who made it. From photos (JPEG, PNG, WebP) we remove the hidden place, time and phone. From other files, such as PDF, Word or video, we cannot.
report-files-keep = Stronger as proof, but it can show who you are.
files-choose = Choose files
files-limits =
    { $files ->
        [one] 1 file, up to { $each }. Any kind of file.
       *[other] Up to { $files } files, each up to { $each }, { $together } in all. Any kind of file.
    }
report-send = Send my report
report-wait = Your words are kept first, then your files. With files it can take some minutes: leave the page open. If the line breaks, your code from above still works.

## After sending
sent-heading = We have your report
sent-lead = It is locked. Only the people who may read it have the key.
sent-paper = Check your paper
sent-paper-how = Look at your paper, not at the screen. Type two words from it. You can skip this.
sent-word-3 = Word 3
sent-word-7 = Word 7
sent-groups = If you wrote the digits, type group 3 and group 7.
sent-check = Check
sent-files = Your files
sent-again = Try the missing files again
files-add = Add files
files-risk = A file can show who made it. We remove hidden data from photos only.
files-keep = Keep my photos exactly as they are, with the hidden data.
sent-now = What happens now
sent-now-looked = Within <strong>{ days }</strong>, a person looks at your report.
sent-now-back = Come back with your code <strong>after that</strong>, from a safe place. We may have a question.
sent-now-told = Within <strong>{ months }</strong>, we tell you what we did.
sent-silent = <strong>Do not tell anybody that you reported.</strong> Do not look for more proof. Act as on any other day.
sent-leave = I have my code. Leave now
sent-messages = Go to my messages
file-not-added = Not added.
file-arrived = Arrived.
file-arrived-size = Arrived, { $size }.
files-more =
    { $more ->
        [one] And 1 more that was not added.
       *[other] And { $more } more that were not added.
    }
flash-go = Go to the box

## Coming back
comeback-heading = Come back with your code
comeback-label = Your 8 words, or your 27 digits
comeback-hint = Small or capital letters do not matter. The first four letters of each word are enough.
comeback-open = Open my messages
comeback-nothing = My code opens nothing
comeback-nothing-why = First compare every word with your paper. A code also stops working when its report was finished long ago and its time is over. If you think that is not so, a proof that you took along <a href="{ $root }/h#proof">is evidence</a>.
comeback-lost = I lost my code
comeback-lost-why = Nobody can find it again, not even us: we do not know who you are. Your report is still safe, and we still work on it. But you cannot read our answer.
comeback-lost-new = You can <a href="{ $root }/n">write a new report</a>. Say in it that you reported before, and roughly when.

## Messages
inbox-heading = Your messages
inbox-stands = Where your report stands
inbox-none = <strong>We have your report.</strong> There is no message for you yet. A person looks at each report within { days }, and tells you within { months } what was done.
inbox-some =
    <strong>{ $total ->
        [one] There is 1 message for you.
       *[other] There are { $total } messages for you.
    }</strong> Please read, and answer below if we ask you something. Within { months } of your report we tell you what was done.
inbox-files = The files you just sent
inbox-unverified =
    { $count ->
        [one] <strong>One message is not shown.</strong> We could not be sure that it comes from the people who may read your report. You did nothing wrong.
       *[other] <strong>{ $count } messages are not shown.</strong> We could not be sure that they come from the people who may read your report. You did nothing wrong.
    }
inbox-from-us = From us
inbox-older = Older messages
inbox-continued = { $day } (continued)
inbox-more = More messages
newer = Newer
inbox-write = Write to us
inbox-closes = This page closes by itself after 15 minutes, to protect you. If you need longer, send it in two or three parts.
inbox-send = Send
inbox-where = Where is what I sent?
inbox-where-why = You cannot see it here, on purpose. If somebody finds your code or makes you give it, they cannot read what you told us.
inbox-log = Is my report in the public log?
inbox-safe = Stay safe
inbox-safe-how = Is somebody trying to find out who reported, or punishing you? Tell us here. When you are done, press <strong>{ leave }</strong>.

## The public log
log-lead = You do not have to believe us that no report was buried. There is a public log, and anybody can check it.
log-what = What the public log is
log-what-steps = Each step with a report gets an entry: when it comes in, when somebody opens it, when we answer, when it is destroyed. Entries can only be added. If one is changed or taken out, anybody can see that something is wrong.
log-what-numbers = <strong>No report is in it.</strong> An entry is a number made by a computer. Nobody can turn it back into words, names or a report.
log-what-empty = At fixed hours { $block } new entries appear, also when nothing happened. Most of them are empty. Nobody outside can tell an empty entry from a real one.
log-now = Where it stands now
log-now-size =
    { $size ->
        [one] <strong>1 entry</strong>, published at { $published }. The next ones come at { $next }.
       *[other] <strong>{ $size } entries</strong>, published at { $published }. The next ones come at { $next }.
    }
log-now-name = Name of the log:
log-now-seal = Its seal, made from all entries together:
log-now-other = If somebody else sees another seal for the same number of entries, somebody is being lied to. Please tell everybody.
log-nothing = <strong>Nothing is published yet.</strong> The log begins at { $next }. Reports sent before are written down already, and appear then.
log-watch = Who watches it
log-watch-none = <strong>Nobody outside signs this log yet.</strong> It can still be checked, but we could show two people two different logs. Keep a copy of the seal, and compare.
log-watch-some = Bodies outside of us sign the seal. They sign only if the log was added to and nothing in it was changed.
log-watch-needed = At least { $needed } must sign.
log-watch-unsaid = The rules here do not say how many must sign.
log-watch-few = <strong>Too few have signed this one.</strong> They sign some time after each publication. If it stays like this for more than a day, ask them why.
log-watch-enough = <strong>Enough have signed.</strong>
log-watch-signed = { $name }: signed on { $day }
log-watch-not-yet = { $name }: not yet
log-watch-more =
    { $more ->
        [one] and 1 more who signed
       *[other] and { $more } more who signed
    }
log-watch-more-not =
    { $more ->
        [one] and 1 more who did not yet
       *[other] and { $more } more who did not yet
    }
log-shows = What it shows, and what not
log-shows-trace = A report with an entry cannot vanish without a trace: the entry stays, for ever. Whoever took the file with the proof along can show that it was there.
log-shows-two = If a report is destroyed, two people must sign for it, and the log keeps that too.
log-shows-lost = It cannot show a report that was lost on its way to us, before its entry was written. That is why you can get our signed word right after sending: <a href="{ $root }/h#proof">what to do with it</a>.
log-shows-well = It does not show whether we work well.
log-strangers = What strangers can see
log-strangers-busy = That this website works. And if on one day much more happens than fits, a second group of { $block } entries: then they know that it was a busy day. Nothing else.
log-yourself = Check it yourself
log-yourself-files = You need somebody who knows computers. They do not need to know you. The files: <a href="/log/checkpoint">the seal with its signatures</a>, <a href="/log/policy">whose signatures count</a>, and the entries under { $path }
log-yourself-program = With our free program, the whole log:
log-yourself-proof = One proof, without the internet:

## The proof
proof-heading = Your report in the public log
proof-risk = <strong>Look and leave.</strong> A file from this page, a photo of it, or a number from it in your phone shows that you reported. Take something along only if you can hide it well.
proof-alarm = Something is wrong
proof-alarm-what = At least one step below is not where we promised it. It can be a mistake, or somebody changed our records. You did nothing wrong.
proof-alarm-do = <strong>What to do:</strong> take the file of that step along if you can hide it. It carries our signature. Show it to somebody outside of customs.
proof-held =
    <strong>{ $held ->
        [one] 1 step on this page stands in the public log.
       *[other] { $held } steps on this page stand in the public log.
    }</strong> This server has checked it just now. You do not have to believe it: <a href="{ $root }/l">how you can check us</a>.
proof-missing =
    <strong>{ $missing ->
        [one] One step has no receipt.
       *[other] { $missing } steps have no receipt.
    }</strong> Something was done with your report, and we have no signed word of it for you. For reports from before the public log this is normal. For others, ask us in a message why.
proof-none = There is no step of your report in the log. It came in before there was one.
proof-done = What was done, the newest first
proof-older = Older steps
proof-more = More steps
# After the name of a step.
proof-on = , { $day }
proof-stands = Number { $index } of { $size }. Checked just now: it stands there.
proof-moved = Number { $index } of { $size } in the log that goes on from the first one. Checked just now: it stands there.
proof-waits = Waits for the next publication, at { $next }. On busy days it comes with a later one.
proof-late = <strong>Late.</strong> It still waits, and should be in the log by now. Come back in a day. If it still waits then, ask us why.
proof-lost = <strong>Gone.</strong> We promised it, and it is not in the log, nor does it wait.
proof-fails = <strong>Does not hold.</strong> The log does not prove that it stands there.
proof-unverified = <strong>The receipt is damaged or not signed by us.</strong>
proof-no-receipt = It has no receipt.
proof-take = Take the proof
proof-take-receipt = Take the receipt
proof-signed =
    { $size ->
        [one] Who signed the log of 1 entry
       *[other] Who signed the log of { $size } entries
    }
proof-signed-few =
    { $needed ->
        [one] Too few bodies from outside have signed it so far: 1 is needed. Come back in a day for a stronger proof.
       *[other] Too few bodies from outside have signed it so far: { $needed } are needed. Come back in a day for a stronger proof.
    }
proof-signed-us = We have. Nobody from outside signs this log.
proof-signed-by = { $name }, { $day }
proof-signed-more =
    { $more ->
        [one] and 1 more
       *[other] and { $more } more
    }
proof-end = When you are done
proof-end-file = The file says no word of your report. It says only that there is one, and on which day something was done. <a href="{ $root }/h#proof">What to do with it</a>
proof-back = Back to my messages

## A report that was destroyed
gone-heading = Your report was destroyed
gone-lead = It was destroyed on { $day }. Nobody can read it any more, not even we. All files and messages are gone with it.
gone-two = Two people must do this together, and both must sign. They did:
gone-why = Why
gone-wrote = They wrote
gone-no-reason = (no reason)
gone-left = What is left of it
gone-signatures = <strong>Both signatures are right. We checked them just now.</strong>
gone-in = What they signed stands in the public log as number { $index } of { $size }.
gone-waits = What they signed waits for the next publication of the public log, at { $next }.
gone-nowhere = But what they signed is not in the public log where it should be. Ask for the reason: this is not right.
gone-entries =
    { $entries ->
        [one] The 1 entry of your report stays in the <a href="{ $root }/l">public log</a> for ever.
       *[other] The { $entries } entries of your report stay in the <a href="{ $root }/l">public log</a> for ever.
    } A proof that you took along still shows that your report was there.
gone-unsigned = Your report is gone, and not as it should be
gone-unsigned-who = Nobody signed for it who could
gone-unsigned-what = Your report was destroyed. Two people must sign for that, and what we have is <strong>not</strong> signed by two people who may. Somebody broke the rules, or changed our records.
gone-keep-proof = <strong>What to do:</strong> if you took a proof along, keep it safe. It is evidence that your report was here. Show it to somebody outside of customs.
gone-missing = Your report is gone
gone-missing-word = There is no signed word about it
gone-missing-what = Your report was destroyed. Two people must sign for that, and here is nothing that they signed. For a report from before the public log this can be right. For any other it is not.
gone-can = What you can do
gone-can-new = If you still want to tell us, <a href="{ $root }/n">write a new report</a>. You get a new code.
gone-can-else = If you think this was wrong, go to somebody else.
gone-can-example = For example:
gone-code = With this code there is nothing more to read. You do not need it any more.

## When something cannot be done
safe-before = <strong>What is safe:</strong> everything you sent before.
safe-nothing-kept = <strong>What is safe:</strong> we kept nothing.
busy-heading = Please wait a moment
busy-lead = Too many people are using this page right now.
busy-safe = <strong>What is safe:</strong> everything you sent before. What you sent just now may not have been kept.
busy-do = <strong>What to do:</strong> wait one or two minutes. Then go back and press the button again. You cannot send the same page twice by mistake: we keep it once.
full-heading = There is no room right now
full-lead = We could not keep what you sent just now.
full-do = <strong>What to do:</strong> go back and press the button again in some hours, first without files. We keep the same page only once. If you were sending a report, its code also tells you: <a href="{ $root }/c">type it here</a>. If it opens, we have your report.
full-or = If it cannot wait, go to:
expired-heading = That page was too old
expired-lead = Your report was not sent. The page you wrote on was open for too long, or the list of readers has changed.
expired-safe = <strong>What is safe:</strong> we kept nothing of what you wrote just now. If you never sent that page before, its code opens nothing.
expired-do = <strong>What to do:</strong> go back. If your words are still there, copy them. Then <a href="{ $root }/n">open a new page</a>, write down the new code, and send again.
closed-heading = We cannot take reports right now
closed-lead = The list of people who may read reports is not valid at the moment. We do not take a report that nobody could open safely.
closed-safe = <strong>What is safe:</strong> reports sent before. Nothing you wrote just now was kept.
closed-do = <strong>What to do:</strong> <a href="{ $root }/">try again</a> in a day or two.
closed-or = Or go to:
trouble-heading = Something broke on our side
trouble-lead = It is not your fault.
trouble-safe = <strong>What is safe:</strong> everything you sent before. What you sent just now may not have arrived.
trouble-do = <strong>What to do:</strong> go back and press the button again. We keep the same page only once. If you were sending a report, its code also tells you: <a href="{ $root }/c">type it here</a> after some minutes. If it opens, we have your report.
empty-heading = There was no story
empty-lead = We need a few words about what happened. Nothing was sent.
empty-do = <strong>What to do:</strong> go back and write what happened. A single sentence is enough. Your code stays the same.
long-heading = That was too much text
long-lead = Your text is longer than we can take at once. Nothing was sent.
long-do = <strong>What to do:</strong> go back and make it shorter. You can send the rest later, with your code.
unreadable-heading = We could not read that
unreadable-lead = The page did not reach us in one piece, or it came from somewhere else. Nothing was sent.
unreadable-do = <strong>What to do:</strong> go back and press the button again. If you used a helper program, use a plain browser instead.
slow-heading = The line was too slow
slow-lead = Your connection stopped before we had everything.
slow-safe = <strong>What is safe:</strong> everything you sent before. Your words go first, so they may have arrived.
slow-do = <strong>What to do:</strong> <a href="{ $root }/c">type your code</a>. If it opens, we have your words. If not, go back and send again, first without files.
nowhere-heading = There is no such page
nowhere-lead = The address is wrong, or old.
method-heading = That does not work here
method-lead = Your browser asked for something this page cannot do.
start-do = <strong>What to do:</strong> <a href="{ $root }/">go to the start page</a>.

## How to stay safe
help-before = Before you report
help-before-device = Use your own phone or computer. Do not use the Wi-Fi of your work.
help-before-screen = Go where nobody can see your screen.
help-before-proof = Do not search for more proof. Do not open records that you do not need for your work: somebody may see who opened them.
help-before-talk = Do not talk, phone or write to anybody about it. Not to friends either.
help-hide = Hide that you were here
help-hide-line = We do not keep your internet address. But your phone company or your Wi-Fi can see that somebody opened this website.
help-hide-tor = <strong>Tor Browser</strong> hides this. It is free. On a phone, get it from the app store, or from torproject.org. Then open this page in it. Do not install it on a device from work.
help-write = When you write
help-write-name = Do not write your name, your phone number or your job.
help-write-few = How many people know this? If it is only you and two others, say it in a general way.
help-write-i = Do not say “I” where “a trader” or “somebody” is enough.
help-files = Photos and files
help-files-clean = From photos (JPEG, PNG, WebP) we remove the hidden place, time and phone.
help-files-not = From PDF, Word, HEIC, sound and video we cannot remove anything.
help-files-look = Look at the picture itself: your hand, your desk, a name, a reflection.
help-files-print = Printed pages can carry tiny marks that name the printer.
help-code = Your code
help-code-paper = Write it on paper. Do not take a photo, do not send it to yourself.
help-code-keep = Keep the paper where nobody looks. It does not need to say what it is for.
help-code-whoever = Whoever has your code can read our messages to you. They cannot read what you sent.
help-proof = The proof that we have your report
help-proof-what = Your messages have a link to the <a href="{ $root }/l">public log</a>. There you can look whether your report is in it, and take a small file along as proof.
help-proof-risk = Most people only need to look. <strong>The file shows that you reported.</strong> Take it only if you can hide it well, and never on a device from work.
help-proof-use = If one day your code opens nothing, and nobody told you why, the file is evidence: your report was here. Show it to somebody you trust outside of customs: an anti-corruption office, an ombudsman, a lawyer or a newspaper.
help-proof-check = Whoever knows computers can check it without us. It holds no word of what you wrote.
help-leave = What “{ leave }” does
help-leave-does = It closes your messages at once, tells your browser to forget this website, and opens a harmless page.
help-leave-cannot = It <strong>cannot</strong> erase everything:
help-leave-history = The list of pages you visited. Open your browser’s history and delete this website, or use a private window from the start.
help-leave-back = The “Back” button on some phones. Close the browser completely.
help-leave-line = What your phone company, your employer or a spy program on your phone has seen.
help-leave-files = Screenshots, and files on your phone.
help-language = The language
help-language-kept = If you choose a language, it stands in the address of the page: two letters, nothing else. It is also locked into your report, so that we answer in it. We do not keep which language your browser asks for.
help-now = If you need help now
