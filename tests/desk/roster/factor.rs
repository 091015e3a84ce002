//! The second factor: set up at a page, asked for at the next unlocking, good once, also after a restart.

use std::process::Command;

use redchannel::desk::second_factor;

use super::seat::{CAST, Seat, people};
use crate::desk::liar::Stage;
use crate::support::world::NOON;

/// The code at a second, by a program that is not ours.
fn code(secret: &str, now: i64) -> String {
    let script = "import base64,hmac,hashlib,struct,sys\n\
                  k=base64.b32decode(sys.argv[1].replace(' ',''))\n\
                  h=hmac.new(k,struct.pack('>q',int(sys.argv[2])//30),hashlib.sha1).digest()\n\
                  o=h[19]&15\n\
                  print('%06d'%((struct.unpack('>I',h[o:o+4])[0]&0x7fffffff)%1000000))\n";
    let output = Command::new("python3").args(["-c", script, secret, &now.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A desk whose key has a second factor since `NOON`, locked, and the secret as the page showed it.
async fn enrolled(stage: &Stage) -> (Seat, String) {
    let mut seat = Seat::locked(&CAST.first, &stage.address, stage.genesis, &stage.clock).await;
    seat.unlock("").await;
    assert!(seat.read("/second-factor").await.contains("Not set up"));
    seat.submit("/second-factor", "/second-factor", &[("do", "begin")]).await;
    let page = seat.read("/second-factor").await;
    assert!(page.contains("<svg class=\"qr\"") && page.contains("fill=\"#000\" d=\"M"));
    let (_, rest) = page.split_once("<p class=\"aloud small\" dir=\"ltr\">").unwrap();
    let secret = rest.split('<').next().unwrap().to_owned();
    assert_eq!(secret.len(), 39, "eight groups of four: {secret}");
    let passphrase = seat.passphrase();
    let wrong = [("do", "confirm"), ("code", "000000"), ("passphrase", passphrase.as_str())];
    seat.submit("/second-factor", "/second-factor", &wrong).await;
    assert!(!second_factor::is_enrolled(&seat.key_file()));
    let right = code(&secret, NOON);
    let fields = [("do", "confirm"), ("code", right.as_str()), ("passphrase", passphrase.as_str())];
    seat.submit("/second-factor", "/second-factor", &fields).await;
    let page = seat.read("/second-factor").await;
    assert!(page.contains("The second factor is set up") && !page.contains(&secret), "shown once");
    assert!(second_factor::is_enrolled(&seat.key_file()));
    seat.desk.lock();
    (seat, secret)
}

#[tokio::test]
async fn a_code_is_good_once_also_after_a_restart_and_clocks_may_differ_by_one_step() {
    let stage = Stage::with(people()).await;
    let (mut seat, secret) = enrolled(&stage).await;
    let refused = "This passphrase and this code do not open the key file together";
    assert!(seat.unlock(&code(&secret, NOON)).await.contains(refused), "used when it was set up");
    stage.clock.advance(90);
    assert!(seat.unlock(&code(&secret, NOON + 30)).await.contains(refused), "two steps late");
    stage.clock.advance(90);
    let now = stage.clock.now();
    let ahead = code(&secret, now + 30);
    assert_eq!(seat.unlock(&ahead).await, "/roster", "the app's clock is half a minute ahead");
    seat.desk.lock();
    assert!(seat.unlock(&ahead).await.contains(refused), "a second time");
    stage.clock.advance(10);
    let mut seat = seat.restarted(&stage.address, stage.genesis, &stage.clock).await;
    assert!(seat.unlock(&ahead).await.contains(refused), "a second time, after a restart");
    stage.clock.advance(10);
    assert!(seat.unlock(&code(&secret, now)).await.contains(refused), "an earlier one that was never used");
    stage.clock.advance(60);
    assert_eq!(seat.unlock(&code(&secret, stage.clock.now())).await, "/roster");
}

#[tokio::test]
async fn a_wrong_passphrase_and_a_wrong_code_get_the_same_words_and_the_same_wait() {
    let stage = Stage::with(people()).await;
    let (mut seat, secret) = enrolled(&stage).await;
    stage.clock.advance(60);
    let now = stage.clock.now();
    let sentence = |page: &str| {
        let (_, rest) = page.split_once("role=\"status\">").expect("a notice");
        rest.split("</p>").next().unwrap().to_owned()
    };
    let one = sentence(&seat.unlock("123456").await);
    let early = sentence(&seat.unlock(&code(&secret, now)).await);
    assert!(early.contains("was not tried"), "{early}");
    stage.clock.advance(1);
    let two = sentence(&seat.unlock_with("six quite other words than these", &code(&secret, now)).await);
    assert_eq!(one.replace("in 1 s", "in 2 s"), two);
    stage.clock.advance(2);
    let none = sentence(&seat.unlock("").await);
    assert_eq!(none, two.replace("in 2 s", "in 4 s"));
    stage.clock.advance(4);
    assert_eq!(seat.unlock(&code(&secret, now)).await, "/roster", "the code was not used up by what failed");
}

#[tokio::test]
async fn a_damaged_file_lets_nobody_in_and_removing_takes_the_passphrase() {
    let stage = Stage::with(people()).await;
    let (mut seat, secret) = enrolled(&stage).await;
    let file = second_factor::beside(&seat.key_file());
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, b"something else").unwrap();
    stage.clock.advance(60);
    let right = code(&secret, stage.clock.now());
    assert!(seat.unlock(&right).await.contains("second factor beside the key file cannot be read"));
    std::fs::write(&file, whole).unwrap();
    stage.clock.advance(60);
    let right = code(&secret, stage.clock.now());
    assert_eq!(seat.unlock(&right).await, "/roster");
    seat.submit("/second-factor", "/second-factor", &[("do", "remove"), ("passphrase", "wrong")]).await;
    assert!(second_factor::is_enrolled(&seat.key_file()));
    stage.clock.advance(60);
    let passphrase = seat.passphrase();
    seat.submit("/second-factor", "/second-factor", &[("do", "remove"), ("passphrase", &passphrase)]).await;
    assert!(!second_factor::is_enrolled(&seat.key_file()));
    seat.desk.lock();
    assert_eq!(seat.unlock("").await, "/roster");
}
