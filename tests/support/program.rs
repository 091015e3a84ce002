//! The program itself, started as a person starts it: `redchannel demo`, with what it announces.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long the program may take to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the demo begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Nothing: no case of anybody else is in the way.
    None,
    /// The sample reports, one of them answered.
    Some,
}

/// A running demo on ports that the system picks. It is stopped, and waited for, when dropped.
pub struct Demo {
    /// The reporters' pages, without a slash at the end: `http://127.0.0.1:12345`.
    pub intake: String,
    /// The link that lets one browser in to the desk.
    pub desk_link: String,
    /// The words of the sample reporter's code, if there are samples.
    pub code: Option<String>,
    passphrases: Vec<(String, String)>,
    errors: PathBuf,
    process: Child,
    // The program would fail at writing to a closed pipe.
    _output: BufReader<ChildStdout>,
}

impl Demo {
    /// Starts the program with its data in `folder`, and reads what it says until it has said all.
    pub fn start(folder: &Path, samples: Samples) -> Self {
        let errors = folder.join("standard-error");
        let mut command = Command::new(env!("CARGO_BIN_EXE_redchannel"));
        command.args(["demo", "--intake", "127.0.0.1:0", "--desk", "127.0.0.1:0", "--data"]);
        command.arg(folder.join("demo"));
        if samples == Samples::None {
            command.arg("--empty");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(&errors).expect("no file for what goes wrong"));
        let mut process = command.spawn().expect("the program does not start");
        let mut output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let said = announcement(&mut output);
        let mut demo = Self {
            intake: String::new(),
            desk_link: String::new(),
            code: None,
            passphrases: Vec::new(),
            errors,
            process,
            _output: output,
        };
        // From here on, Drop ends the program whatever happens.
        demo.read(&said);
        demo
    }

    /// What opens the key of the member with this display name.
    pub fn passphrase(&self, name: &str) -> &str {
        let found = self.passphrases.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no passphrase of {name} was announced")).1
    }

    /// The desk's address, without the secret of its link.
    pub fn desk(&self) -> &str {
        self.desk_link.split("/in/").next().expect("a link")
    }

    /// What the program complained about so far.
    pub fn complaints(&self) -> String {
        fs::read_to_string(&self.errors).expect("its standard error")
    }

    fn read(&mut self, said: &str) {
        let after =
            |label: &str| said.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
        let announced = |label: &str| {
            after(label).unwrap_or_else(|| panic!("no {label} in:\n{said}\n{}", self.complaints())).to_owned()
        };
        let intake = announced("Reporters").trim_end_matches('/').to_owned();
        let desk_link = announced("The unit");
        let (_, rest) = said.split_once("Passphrases\n").expect("a list of passphrases");
        let lines = rest.lines().take_while(|line| !line.trim().is_empty());
        let pair = |line: &str| {
            let (name, passphrase) = line.trim().split_once("  ").expect("a name and a passphrase");
            (name.to_owned(), passphrase.trim().to_owned())
        };
        self.passphrases = lines.map(pair).collect();
        let code = said.lines().skip_while(|line| !line.ends_with("with this code:")).nth(1);
        self.code = code.map(|line| line.trim().to_owned());
        (self.intake, self.desk_link) = (intake, desk_link);
    }

    fn stop(&mut self) {
        let id = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw).expect("the id of a process");
        kill_process(id, Signal::TERM).ok();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.process.try_wait().expect("our own process").is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.process.kill().ok();
        self.process.wait().ok();
        assert!(std::thread::panicking(), "the program did not stop when told to");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Everything up to the line that tells how to stop, or up to the end if the program ends before.
fn announcement(output: &mut impl BufRead) -> String {
    let mut said = String::new();
    while output.read_line(&mut said).is_ok_and(|length| length > 0) {
        if said.ends_with("Stop with Ctrl-C.\n") {
            break;
        }
    }
    said
}
