//! Numbers: processor time as the kernel counts it, medians, percentiles.

use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

/// A measurement that broke off says why and is not continued.
pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// `USER_HZ`: 100 on every Linux there is, whatever the kernel's own tick.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time of a process so far, user and system, all threads, also those that ended. Exact to one tick of 10 ms:
/// measure enough operations at a time.
pub fn cpu_of(process: &str) -> Fallible<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program is in parentheses and may hold spaces; utime and stime are the 12th and 13th after it.
    let (_, fields) = stat.rsplit_once(')').ok_or("an unreadable stat file")?;
    let mut ticks = fields.split_ascii_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let (user, system) = (ticks.next().ok_or("no utime")??, ticks.next().ok_or("no stime")??);
    Ok((user + system) / TICKS_PER_SECOND)
}

/// A line such as `VmRSS` of a process, in MiB.
pub fn memory_of(process: &str, line: &str) -> Fallible<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    let kib = found.and_then(|text| text.split_ascii_whitespace().next()).ok_or("no such line of memory")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}

/// How long something took, in milliseconds.
pub fn millis_since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

/// The middle of the values; of an even number of them the upper of the two.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value below which `percent` of a hundred values lie.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// The quotients of pairs measured next to each other. Their median is what is told: whatever else the machine does
/// meanwhile slows both halves of a pair.
pub fn quotients(of: &[f64], by: &[f64]) -> Vec<f64> {
    of.iter().zip(by).map(|(of, by)| of / by).collect()
}

/// A pause in which the server comes to rest.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}
