//! A few reports as people write them, on days gone by, one of them answered.

use data_encoding::HEXLOWER;

use super::{CliError, People};
use crate::api::wire::{PutItem, PutRead, PutReply};
use crate::clock::{Clock, Day};
use crate::crypto::agefile;
use crate::crypto::code::Code;
use crate::crypto::frame::{self, Author, FrameHeader, ItemKind};
use crate::crypto::hash::sha256;
use crate::crypto::keyfile::StaffKey;
use crate::crypto::open::CaseIdentity;
use crate::crypto::words::WordList;
use crate::desk::pen::{self, Pen};
use crate::ledger::entry::{Event, Reason};
use crate::model::custody::IdentityBody;
use crate::model::id::ItemId;
use crate::model::readers::Exclusion;
use crate::model::report::{Audience, MessageBody, ReportBody};
use crate::model::roster::Role;
use crate::random;
use crate::secret::SecretText;
use crate::vault::files::{FileMeta, KeepOriginal, begin_file};
use crate::vault::reporter::{Access, submit_in_confidence};
use crate::vault::staff::Sight;
use crate::vault::{Vault, staff};

const DAY: i64 = 86_400;

struct Sample {
    days_ago: i64,
    audience: Audience,
    family: &'static str,
    story: &'static str,
    place: &'static str,
    time: &'static str,
    exclude: Option<Role>,
    file: Option<(&'static str, &'static str)>,
}

const SAMPLES: [Sample; 4] = [
    Sample {
        days_ago: 9,
        audience: Audience::Trader,
        family: "CTL",
        story: "Every Thursday the same three trucks go through without being opened. We others wait six hours. The man at the \
                barrier has a list in his pocket and looks at the plates. A driver told me it costs 200 a week.",
        place: "Border post Karsa, lane 2",
        time: "Thursdays, early in the morning",
        exclude: None,
        file: Some((
            "plates.txt",
            "Thursday 5 November: white, ending 418\nThursday 12 November: white, ending 418, and a blue one\n",
        )),
    },
    Sample {
        days_ago: 5,
        audience: Audience::Trader,
        family: "SOL",
        story: "They kept my papers and said the stamp machine is broken, but for 50 it works. I have fruit in the truck. I paid \
                half of it and got no receipt. They said next time it is the whole sum.",
        place: "Port of Nawar, counter near the scanner",
        time: "Yesterday afternoon",
        exclude: None,
        file: None,
    },
    Sample {
        days_ago: 3,
        audience: Audience::Staff,
        family: "INF",
        story: "Declarations of one broker are moved from the red to the green lane after selection, always under the user of a \
                colleague who was on leave. The head of our unit signs the weekly list. I am one of six people who see this table.",
        place: "Head office, risk management",
        time: "Since September",
        exclude: Some(Role::Head),
        file: None,
    },
    Sample {
        days_ago: 0,
        audience: Audience::Other,
        family: "OTH",
        story: "الموظف عند البوابة يطلب مالا من كل امرأة تعبر بالبضائع الصغيرة، ومن لا تدفع تنتظر حتى المساء.",
        place: "المعبر الشرقي",
        time: "كل يوم",
        exclude: None,
        file: None,
    },
];

/// Sends the samples and answers one. Gives the words of the code of the one who was answered.
pub async fn put_in(vault: &Vault, clock: &Clock, people: &People) -> Result<String, CliError> {
    let now = clock.now();
    let mut words = String::new();
    for sample in &SAMPLES {
        clock.advance(now.saturating_sub(sample.days_ago.saturating_mul(DAY)).saturating_sub(clock.now()));
        let code = Code::generate(&mut random::rng());
        let mut nonce = [0; 16];
        rand::Rng::fill_bytes(&mut random::rng(), &mut nonce);
        let given = given(sample);
        let sent = submit_in_confidence(vault, &code, &nonce, &body(sample), &given).await;
        let (access, _) = sent.map_err(CliError::sentence)?;
        if let Some(file) = sample.file {
            send_file(vault, &access, nonce, file).await?;
        }
        if sample.family == "SOL" {
            let officer = people.open_intake_officer()?;
            answer(vault, clock, &officer, &access).await?;
            words = code.words(WordList::English).join(" ");
        }
    }
    Ok(words)
}

/// One of them gives a name in confidence, so that there is something to ask the custodian for.
fn given(sample: &Sample) -> IdentityBody {
    if sample.family != "SOL" {
        return IdentityBody::default();
    }
    IdentityBody {
        name: "Samira, fruit trader".to_owned(),
        contact: "Market hall of Nawar, stand 14".to_owned(),
    }
}

fn body(sample: &Sample) -> ReportBody {
    ReportBody {
        form: 1,
        taxonomy: crate::model::taxonomy::version(),
        audience: sample.audience,
        family: Some(sample.family.to_owned()),
        story: sample.story.to_owned(),
        place: sample.place.to_owned(),
        time: sample.time.to_owned(),
        answers: None,
        language: None,
        exclude: sample
            .exclude
            .map(|role| Exclusion::Role { channel: "audit".to_owned(), role })
            .into_iter()
            .collect(),
        identity: None,
    }
}

async fn send_file(
    vault: &Vault,
    access: &Access,
    form_nonce: [u8; 16],
    (name, content): (&str, &str),
) -> Result<(), CliError> {
    let meta = FileMeta {
        form_nonce,
        name: SecretText::new(name),
        media_type: "text/plain".to_owned(),
        keep: KeepOriginal::No,
    };
    let mut upload = begin_file(vault, access, meta).await.map_err(CliError::sentence)?;
    upload.write(content.as_bytes()).await.map_err(CliError::sentence)?;
    upload.finish().await.map_err(CliError::sentence)?;
    Ok(())
}

/// Answers the newest report the officer can open, as a desk would.
async fn answer(vault: &Vault, clock: &Clock, officer: &StaffKey, access: &Access) -> Result<(), CliError> {
    let reader = officer.recipient();
    let me = staff::member(vault, officer.member_id())
        .ok_or_else(|| CliError::refused("the demo's officer is not in its roster"))?;
    let pen = Pen::new(officer, clock, Reason::Casework);
    let page =
        staff::my_cases(vault, &reader, Day::from_number(0), None).await.map_err(CliError::sentence)?;
    for line in page.cases.iter().filter(|line| line.activity_day == clock.today()) {
        let key = CaseIdentity::from_wrap(officer.identity(), &line.wrap, line.case, line.epoch)
            .map_err(CliError::sentence)?;
        let event = pen.read(&key, &line.chain, line.last_sequence).map_err(CliError::sentence)?;
        staff::put_read(vault, &me, line.case, &PutRead { event }).await.map_err(CliError::sentence)?;
        let items = staff::items(vault, &reader, line.case, None).await.map_err(CliError::sentence)?;
        let Sight::Seen(items) = items else { continue };
        let Some(last) = items.items.into_iter().last() else { continue };
        let header = FrameHeader {
            version: 1,
            case: line.case,
            item: ItemId::random(&mut random::rng()),
            kind: ItemKind::Reply,
            sequence: last.sequence.saturating_add(1),
            previous: Some(HEXLOWER.encode(&sha256(&[&last.data]))),
            author: Author::Member(officer.member_id()),
            day: clock.today(),
            reporter: None,
            file: None,
        };
        let message = MessageBody::new(
            "Thank you. We are looking into it. Do you remember the number or the look of the person who took the money?",
        );
        let json = serde_json::to_string(&message).map_err(CliError::sentence)?;
        let plaintext = frame::write(&header, &SecretText::new(json), officer.signing_key())
            .map_err(CliError::sentence)?;
        let to_reporter = access.reply_identity().map_err(CliError::sentence)?.recipient();
        let seal = |to| agefile::seal(&[to], plaintext.expose_secret()).map_err(CliError::sentence);
        let (data, copy) = (seal(key.recipient())?, seal(to_reporter)?);
        let event = Event::ReplySent {
            item: header.item,
            sha256: HEXLOWER.encode(&sha256(&[&data])),
            copy_sha256: HEXLOWER.encode(&sha256(&[&copy])),
        };
        let page =
            staff::my_cases(vault, &reader, Day::from_number(0), None).await.map_err(CliError::sentence)?;
        let Some(now) = page.cases.into_iter().find(|now| now.case == line.case) else { continue };
        let signer = (officer.member_id(), officer.signing_key());
        let event = pen::sign(&key, &now.chain, signer, clock.today(), event).map_err(CliError::sentence)?;
        let item = PutItem {
            item: header.item,
            sequence: header.sequence,
            epoch: line.epoch,
            data,
            event,
            state: None,
        };
        staff::put_reply(vault, &me, line.case, &PutReply { item, copy })
            .await
            .map_err(CliError::sentence)?;
    }
    Ok(())
}
