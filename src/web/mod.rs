//! What both faces share of HTTP.
