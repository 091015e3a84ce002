//! The queue in a real browser: forty cases, long names, both colours, a telephone.

use redchannel::desk::DeskConfig;
use redchannel::desk::web::start;
use redchannel::model::casework::triage::RedFlag;
use redchannel::model::report::{Purpose, ReportBody};
use tokio_util::sync::CancellationToken;

use super::super::chromium::{in_width, picture, prefer};
use super::super::liar::Stage;
use super::super::visitor::KEY;
use super::cases::{Growing, pressing, triage};
use crate::support::browser::{Browser, Options, Viewport};
use crate::support::world::{People, hex, report};

const OFFICES: [&str; 5] = [
    "Port of Alexandria, container yard east",
    "مكتب جمارك ميناء الإسكندرية، ساحة الحاويات الشرقية، بوابة رقم ٧",
    "Poste frontière de Tanger-Méd",
    "Aduana de Puerto Cortés",
    "Alfândega de Santos",
];
const STORIES: [&str; 5] = [
    "The officer at gate seven asked for 500 dollars before he released the container. He wears a grey cap.",
    "طلب مني الموظف مبلغ ٥٠٠ دولار مقابل إخراج الشاحنة من البوابة، وهدد بتأخير التخليص.",
    "L’agent a exigé de l’argent sans reçu pour dédouaner le véhicule.",
    "El funcionario retuvo el camión y pidió dinero; la inspección no existió.",
    "O despachante cobrou uma comissão à minha irmã na alfândega.",
];
const FAMILIES: [&str; 5] = ["SOL", "CTL", "OTH", "SMG", "COL"];

fn body(number: u8) -> ReportBody {
    let place = usize::from(number) % 5;
    let mut body = report(STORIES[place]);
    body.family = Some(FAMILIES[place].into());
    OFFICES[(place + 2) % 5].clone_into(&mut body.place);
    body
}

fn forty(stage: &Stage) {
    let people = &stage.people;
    for number in 0..40_u8 {
        let office = OFFICES[usize::from(number / 3) % 5];
        let family = FAMILIES[usize::from(number) % 5];
        let days = i64::from(number) * 7 % 13;
        let case = Growing::new(number + 1, stage, days, &body(number));
        let case = match number % 8 {
            0 => case,
            1 => case.triaged(pressing(family, office, RedFlag::Retaliation)),
            2 => case.assigned(triage(family, office), &people.intake),
            3 => case
                .investigated(triage(family, office), &people.investigator)
                .replied(Purpose::Question, "Which day was it?"),
            4 => case.triaged(triage(family, office)).proposed_to_close(),
            5 => case.taken_up().noted(&people.intake, "I know the gate.", &[]),
            6 => case.investigated(pressing(family, office, RedFlag::DangerToLife), &people.head),
            _ if number % 16 == 7 => case.taken_up().closed(),
            _ => case
                .triaged(triage(family, office))
                .replied(Purpose::Message, "Thank you, we are looking into it.")
                .noted(&people.intake, "Waiting for the shift list.", &[]),
        };
        case.show();
    }
}

async fn desk(stage: &Stage) -> (Browser, String, impl AsyncFnOnce(Browser)) {
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = DeskConfig::new(stage.address.clone(), stage.genesis, stage.folder.path(), listen);
    let console = start(config, stage.clock.clone()).await.unwrap();
    let (link, home) = (console.link().to_owned(), format!("http://{}", console.address()));
    let stop = CancellationToken::new();
    let running = tokio::spawn(console.run(stop.clone()));
    let browser = Browser::start(Options { viewport: Viewport::Desktop, ..Options::default() }).await;
    browser.goto(&link).await;
    browser.fill("#passphrase", KEY.1.expose_secret()).await;
    browser.click("main button").await;
    let end = async move |browser: Browser| {
        browser.close().await;
        stop.cancel();
        running.await.unwrap();
    };
    (browser, home, end)
}

/// A stage on which the head of the unit has a long name.
async fn stage() -> Stage {
    let stage = Stage::with(People { intake: KEY.2.clone(), ..People::new() }).await;
    std::fs::write(stage.folder.path().join("intake.rckey"), &KEY.0).unwrap();
    let mut roster = stage.people.roster();
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    for member in roster.members.iter_mut().filter(|member| member.id == stage.people.head.member_id()) {
        member.name = "عبد الرحمن بن محمد الحسيني الإدريسي".into();
    }
    stage.shown.lock().unwrap().notes.push(stage.people.sign(&roster, 2));
    stage
}

async fn look(browser: &Browser, name: &str) {
    for width in [1280, 700, 360] {
        in_width(browser, width).await;
        let wide = browser.content_size().await.0;
        assert!((wide - f64::from(width)).abs() < 0.5, "{name} at {width} is {wide} wide");
        for colours in ["light", "dark"] {
            prefer(browser, colours).await;
            picture(browser, &format!("{name}-{width}-{colours}")).await;
        }
    }
    in_width(browser, 1280).await;
}

#[tokio::test]
async fn forty_cases_fit_every_width_and_are_filtered_and_found_without_scripts() {
    let stage = stage().await;
    forty(&stage);
    let (browser, home, end) = desk(&stage).await;
    assert_eq!(browser.text("h1").await, "Queue");
    assert!(browser.text("caption").await.contains("cases"));
    look(&browser, "queue").await;
    browser.click(".more summary").await;
    look(&browser, "queue-filters").await;
    browser.goto(&format!("{home}/?is=unassigned&priority=p1")).await;
    look(&browser, "queue-filtered").await;
    browser.goto(&home).await;
    browser.fill("#words", "موظف 500").await;
    browser.click(".search button").await;
    assert!(browser.count("mark").await > 1);
    assert!(!browser.url().await.contains('%'), "no word in the address: {}", browser.url().await);
    browser.click(".saving summary").await;
    browser.fill("#name", "Five hundred").await;
    browser.click(".saving form button").await;
    assert!(browser.text(".good").await.contains("The view was saved"));
    look(&browser, "queue-found").await;
    browser.goto(&format!("{home}/?is=mentioned")).await;
    assert!(browser.text(".empty h2").await.contains("Nothing fits"));
    look(&browser, "queue-nothing").await;
    end(browser).await;
}

#[tokio::test]
async fn a_calm_day_says_so() {
    let stage = stage().await;
    for number in 0..4_u8 {
        let case = Growing::new(number + 1, &stage, 1, &body(number)).triaged(triage("SOL", OFFICES[2]));
        case.replied(Purpose::Message, "Thank you.").show();
    }
    let (browser, _, end) = desk(&stage).await;
    assert!(browser.text(".summary.calm").await.contains("Nothing is due today."));
    look(&browser, "queue-calm").await;
    end(browser).await;
}
