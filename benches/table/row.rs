//! The table, in Markdown.

use std::fs;

use redchannel::clock::Clock;

/// A limit, and from which side.
#[derive(Clone, Copy)]
pub enum Limit {
    /// Holds up to here.
    AtMost(f64),
    /// Holds from here.
    AtLeast(f64),
    /// Nothing was promised; the figure explains another.
    None,
}

/// One line.
pub struct Row {
    /// What is promised.
    pub claim: &'static str,
    /// What was measured, with its unit.
    pub measured: String,
    /// What it is compared with in the same run, with its unit.
    pub compared: String,
    /// The number that the limit is for.
    pub value: f64,
    /// The limit.
    pub limit: Limit,
    /// Unit of value and limit.
    pub unit: &'static str,
}

/// All lines, and where they were measured.
pub struct Table {
    rows: Vec<Row>,
    place: String,
}

impl Table {
    /// An empty table that knows day and machine.
    pub fn new(clock: &Clock) -> Self {
        let machine = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let model = model.map_or("unknown processor", |(_, model)| model);
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let place = format!("{}, {model}, {cores} cores, load at the start {}", clock.today(), load());
        Self { rows: Vec::new(), place }
    }

    /// Adds a line, and says it at once for whoever waits.
    pub fn add(&mut self, row: Row) {
        say(&row.line());
        self.rows.push(row);
    }

    /// Prints everything.
    pub fn print(&self) {
        say(&format!("\n{}, at the end {}.\n", self.place, load()));
        say("| Claim | Measured | Compared with | Value | Limit | |\n|---|---|---|---|---|---|");
        for row in &self.rows {
            say(&row.line());
        }
    }
}

impl Row {
    fn line(&self) -> String {
        let Self { claim, measured, compared, value, unit, .. } = self;
        let (limit, holds) = match self.limit {
            Limit::AtMost(most) => (format!("≤ {most}{unit}"), verdict(*value <= most)),
            Limit::AtLeast(least) => (format!("≥ {least}{unit}"), verdict(*value >= least)),
            Limit::None => ("–".to_owned(), ""),
        };
        format!("| {claim} | {measured} | {compared} | {value:.2}{unit} | {limit} | {holds} |")
    }
}

const fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "**does not hold**" }
}

fn load() -> String {
    let averages = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split(' ').next().unwrap_or_default().to_owned()
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
pub fn say(line: &str) {
    println!("{line}");
}
