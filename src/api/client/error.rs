//! What can go wrong between desk and server, in sentences that say what to do.

/// Why there is no answer, or not the expected one.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The configured address is not one.
    #[error(
        "the server's address is not a web address like https://reports.example.org; correct it in the desk's configuration"
    )]
    Address,
    /// Plain HTTP over a network.
    #[error(
        "the server's address begins with http://, which anybody on the way can read; use https://, or http:// to this machine or to \
         an onion service"
    )]
    Insecure,
    /// No connection, or one that broke off.
    #[error("the server cannot be reached; check the connection and the server's address, then try again")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 401.
    #[error(
        "the server does not accept this key; check that this computer's clock is right, and ask whether the roster in force still \
         names you"
    )]
    Refused,
    /// 404.
    #[error("there is no such thing here for you; go back to the list of cases")]
    NotFound,
    /// 428: nothing of a case is delivered before the ledger says that it is read.
    #[error(
        "the server asks for an entry in the ledger first, which this desk should have made; load the page again"
    )]
    ReadFirst,
    /// 429, 503 and their like.
    #[error(
        "the server is busy or takes nothing at the moment; try again in a few minutes, nothing is stored twice"
    )]
    Overloaded,
    /// A status we never send, or one that a correct desk never gets.
    #[error(
        "the server answered {0}, which it should not; check that the address is the staff API's and that both sides run the same \
         version"
    )]
    Unexpected(u16),
    /// An answer we cannot read, or longer than any we know.
    #[error("the server's answer cannot be read; check that both sides run the same version")]
    Malformed,
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_decode() {
            return Self::Malformed;
        }
        // An address in an error's text would put a case's identifier on a screen or into a log.
        Self::Unreachable(Box::new(error.without_url()))
    }
}
