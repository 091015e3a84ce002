### Words that several pages use: days, sizes, counts, people, steps. Only plain text here, no markup.

## Days. $month and $date are numbers; $year stays as it is.
month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
date = { $date } { month } { $year }
# $hour is written as 18:00. It is the time of Greenwich.
hour = { $hour } UTC
hour-on = { $hour } UTC on { $day }

## Sizes of files
size-bytes =
    { $size ->
        [one] 1 byte
       *[other] { $size } bytes
    }
size-kilo = { $size } KB
size-mega = { $size } MB

## How long we take. They stand after "Within".
days =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    }
months =
    { $months ->
        [one] 1 month
       *[other] { $months } months
    }

## People whom a reporter may leave out. They begin a line.
choice-unit = Everybody in { $unit }
choice-role = { $role } ({ $unit })
role-intake = The officers who receive reports
role-investigator = The investigators
role-head = The head of the unit
role-protection = The protection officers
role-oversight = Oversight
role-custodian = The custodian
role-admin = The administrators
role-analyst = The analysts

## Where a report stands
status-finished = It is finished. What we found and did stands below.
status-asked = We asked you a question. If you have answered it, we are reading your answer.
status-received = We have it. Nobody has opened it yet.
status-written = We have it, and somebody has written to you.
status-checking = It is being checked: somebody has read it.
status-investigating = It is being investigated.
status-referred = We sent it to another authority.
status-deciding = It is being decided.

## What was done with a report, in the public log
step-report-received = Your report came in
step-followup-received = You sent a message or a file
step-reply-sent = We wrote to you
step-read = Somebody who may read your report opened it
step-state-changed = Your report was closed, or opened again
step-triaged = Somebody noted what your report is about
step-assigned = Somebody was given the work on it
step-recorded = We worked on it
step-proposed = A step was proposed that takes two people
step-wrap-proposed = Somebody asked that one more person may read it
step-wrap-added = One more person got a key to it
step-wrap-removed = Somebody’s key to it was taken away
step-rekeyed = It got a new key, for those who still may read it
step-approved = A second person agreed to a step
step-exported = A part of it was given to another office
step-identity-opened = A name given in confidence was opened
step-identity-refused = Somebody asked for a name given in confidence, and did not get it
step-recovery-used = The spare key was used
step-retention-extended = It will be kept longer
step-legal-hold = It was said that it must not be destroyed, or may be again
step-other = Something else was done with it
step-unknown = A step we cannot show

## What became of a file
file-nameless = A file without a name
file-too-big = It is too big, alone or together with the others. Send it by itself, or make it smaller.
file-case-full = There is no more room in this report. Tell us in a message what it shows.
file-store-full = We have no room right now. Try again in a few days.
file-too-many = There were too many files at once. Send it again now.
file-broken = It did not arrive in one piece. Send it again.
file-cleaned = Hidden data removed.
file-partly-cleaned = The file was damaged: we removed what hidden data we could.
file-untouched = Kept as it is, with any hidden data.
file-original = Kept as it is, as you asked.
file-already = It had arrived before.

## What the box at the top of a page says: a heading, and what to do
flash-first = One word is not right
    .body = A word in the first half (words 1 to 4) is not one we know. Compare it with your paper. Your report is safe.
flash-second = One word is not right
    .body = A word in the second half (words 5 to 8) is not one we know. Compare it with your paper. Your report is safe.
flash-count = The code is not complete
    .body = A code has 8 words, or 27 digits. Type all of them, and nothing else. Your report is safe.
flash-slip = There is a slip in the code
    .body = One word or digit is wrong, or two have changed places. Compare them with your paper. Your report is safe.
flash-wrong = This code opens nothing
    .body = Check every word with your paper. If you typed it many times, wait ten minutes and try again. If a case is finished for a long time, its code stops working.
flash-ended = We closed your page
    .body = Your page was open for a while, so we closed it to protect you. Everything you sent before is safe. If you were just writing, that text was not sent: go back, and copy it if it is still there. Then type your code to go on.
flash-right = Your paper is right
    .body = Both are right. Hide the paper, and press “{ leave }” when you are done.
flash-again = That does not match
    .body = Look at your paper again, and correct it. The code is still shown below.
flash-once = We have it already
    .body = You pressed the button twice, or came back to the page. We keep your report once. All is well.
flash-added = We added your new words
    .body = You sent the same page again with other words. Now your report has both.
flash-unnamed = We did not take the name
    .body = You sent the same page again, this time with a name or another one. Your words were added. A name can be locked in with the first sending only: what you gave then stays as it is, and if you gave none, we have none.
flash-held = We did not add this
    .body = You sent the same page again, and now you named somebody who must not see it. But the first report may already be open to that person. Write a new report, with a new code, so that we can keep it from them.
flash-order = Part of it was not read
    .body = Something came after the files, and we did not read it. What you see below is what we have.
flash-sent = We have your message
    .body = It is locked and on its way to the people who read your report. Come back in some days.
flash-files = We got your files
    .body = See below what arrived.
flash-missing = Not every file was added
    .body = Your words are safe. The list of files below says what is missing, and why.
flash-nothing = There was nothing to send
    .body = Write a message or choose a file, then press “{ inbox-send }”.
