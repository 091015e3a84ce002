//! Every page of both sides: nothing scrolls sideways, and whoever cannot see it finds their way by its marks.

use std::fs;

use serde_json::Value;

use super::steps::{Member, Reporter, Story, appears, arrives, evaluate, look_through};
use crate::support::browser::{Browser, Options};
use crate::support::program::{Demo, Samples};

/// The usual cheap telephone, and the narrowest that is still sold.
const PHONES: [u32; 2] = [360, 320];
/// The unit's screen, and a small window beside other work.
const DESKS: [u32; 2] = [1280, 360];

/// Pages that anybody can open, those of failures included; the last is none.
const OPEN: [&str; 18] = [
    "/", "/h", "/n", "/n/1", "/n/2", "/n/3", "/c", "/b", "/f", "/e", "/o", "/z", "/v", "/t", "/u", "/s",
    "/l", "/nowhere",
];

/// A name without a place to break it.
const LONG_NAME: &str = "scan_of_the_declaration_with_the_wrong_weight_and_the_stamp_of_lane_4.txt";

/// What a page lacks for somebody who has it read aloud, and words that are broken in headings and the like, as a JSON list of sentences.
const FAULTS: &str = r#"(() => {
    const faults = [], all = css => [...document.querySelectorAll(css)];
    const fault = (what, element) => faults.push(element ? what + ": " + element.outerHTML.slice(0, 160) : what);
    const named = element => element.innerText.trim() || (element.getAttribute("aria-label") || "").trim();
    const root = document.documentElement;
    for (const more of all("details")) more.open = true;
    if (root.lang !== "en") fault("the language is " + root.lang);
    if (root.getAttribute("dir") !== "ltr") fault("the direction is " + root.getAttribute("dir"));
    if (!document.title.trim()) fault("no title");
    for (const one of ["h1", "main", "header", "meta[name=viewport]"])
        if (all(one).length !== 1) fault(all(one).length + " of " + one);
    if (!all("h1").every(named)) fault("an empty h1");
    let level = 0;
    for (const heading of all("main h1, main h2, main h3, main h4")) {
        const own = Number(heading.tagName[1]);
        if (own > level + 1 && !heading.closest(".flash")) fault("a level of headings is left out", heading);
        level = own;
    }
    for (const control of all("input:not([type=hidden]), textarea, select"))
        if (![...control.labels].some(named)) fault("no label", control);
    for (const pressed of all("button, a")) if (!named(pressed)) fault("no name", pressed);
    for (const group of all("fieldset"))
        if (!group.querySelector("legend") || !named(group.querySelector("legend"))) fault("no legend", group);
    for (const landmark of all("nav, aside, [role=region]"))
        if (!landmark.getAttribute("aria-label")) fault("a landmark without a name", landmark);
    for (const picture of all("img, svg"))
        if (!picture.hasAttribute("alt") && picture.getAttribute("aria-hidden") !== "true") fault("no words for", picture);
    for (const header of all("th")) if (!header.scope) fault("of what is this the heading", header);
    const ids = all("[id]").map(element => element.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) fault("twice: #" + id);
    for (const attribute of ["for", "aria-describedby", "aria-labelledby"])
        for (const element of all("[" + attribute + "]"))
            for (const id of element.getAttribute(attribute).split(/\s+/))
                if (!ids.includes(id)) fault("no #" + id, element);
    for (const short of all("h1, h2, h3, legend, label, header, button, .button, .words")) {
        const texts = document.createTreeWalker(short, NodeFilter.SHOW_TEXT);
        while (texts.nextNode())
            for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
                const range = document.createRange();
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map(line => line.top)).size > 1) fault("torn apart: " + word[0]);
            }
    }
    return JSON.stringify(faults);
})()"#;

/// Checks the page the browser is at, through windows of these widths; the last one must be the narrowest.
async fn is_sound(browser: &Browser, widths: &[u32]) {
    let url = browser.url().await;
    for width in widths {
        look_through(browser, *width, 740).await;
        let (content, _) = browser.content_size().await;
        assert!(content <= f64::from(*width) + 0.5, "{url} is {content} wide in a window of {width}");
    }
    let faults = evaluate(browser, FAULTS).await;
    let faults: Vec<Value> = serde_json::from_str(&faults).expect("a list");
    assert!(faults.is_empty(), "{url}: {faults:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_intake_fits_a_small_telephone_and_can_be_read_aloud() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::Some);
    let reporter = Reporter::new(&demo).await;
    let browser = &reporter.browser;
    for path in OPEN {
        browser.goto(&reporter.at(path)).await;
        is_sound(browser, &PHONES).await;
    }
    browser.goto(&reporter.at("/c")).await;
    browser.fill("#k", "not a code").await;
    browser.click("main form button").await;
    appears(browser, "#say").await;
    is_sound(browser, &PHONES).await;

    let file = folder.path().join(LONG_NAME);
    fs::write(&file, "4 t").expect("a file");
    reporter
        .reports(&Story {
            text: "W".repeat(400).as_str(),
            files: std::slice::from_ref(&file),
            ..Story::default()
        })
        .await;
    is_sound(browser, &PHONES).await;
    browser.fill("#w3", "wrong").await;
    browser.fill("#w7", "wrong").await;
    browser.click("form[action='/d'] button").await;
    appears(browser, "#say").await;
    is_sound(browser, &PHONES).await;

    for path in ["/m", "/p"] {
        browser.goto(&reporter.at(path)).await;
        is_sound(browser, &PHONES).await;
    }
    reporter.comes_back(demo.code.as_deref().expect("a sample reporter")).await;
    assert_eq!(browser.count(".reply").await, 1);
    is_sound(browser, &PHONES).await;
    reporter.answers("", &file).await;
    is_sound(browser, &PHONES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_desk_fits_its_screen_and_can_be_read_aloud() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::Some);
    let member = Member::new(&demo, Options::default()).await;
    let browser = &member.browser;
    is_sound(browser, &DESKS).await;
    browser.fill("#passphrase", "wrong").await;
    browser.click("input[name=key][value='inspectorate.rckey']").await;
    browser.click("main form button").await;
    appears(browser, "[role=status]").await;
    is_sound(browser, &DESKS).await;

    member.unlocks_as("Intake officer").await;
    is_sound(browser, &DESKS).await;
    let cases = browser.count(".queue tbody tr").await;
    assert!(cases >= 3, "only {cases} samples");
    for place in 1..=cases {
        browser.click(&format!(".queue tbody tr:nth-child({place}) th a")).await;
        member.is_let_in().await;
        is_sound(browser, &DESKS).await;
        browser.goto(&member.at("/")).await;
    }
    for path in ["/ledger", "/help", "/oversight", "/case/nowhere", "/failed/403", "/failed/500"] {
        browser.goto(&member.at(path)).await;
        is_sound(browser, &DESKS).await;
    }
    member.locks().await;
    is_sound(browser, &DESKS).await;
    member.unlocks_as("Inspectorate").await;
    browser.goto(&member.at("/oversight")).await;
    appears(browser, "#reason").await;
    is_sound(browser, &DESKS).await;
    browser.fill("#reason", "Quarterly review").await;
    browser.click("main form button").await;
    appears(browser, "#reading").await;
    is_sound(browser, &DESKS).await;
    browser.goto(&member.at("/oversight/cases")).await;
    appears(browser, "main table").await;
    is_sound(browser, &DESKS).await;

    let stranger = Browser::start(Options::default()).await;
    stranger.goto(&demo.desk_link).await;
    arrives(&stranger, &demo.desk_link).await;
    is_sound(&stranger, &DESKS).await;
}
