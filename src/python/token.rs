//! The lexer: splits a text into tokens, with an INDENT and a DEDENT where the margin changes.

use super::program::Mistake;
use crate::base::decimal;

/// The kind of a token.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A name or a keyword.
    Name,
    /// A whole number.
    Int(i64),
    /// A number with a point or an exponent.
    Float(f64),
    /// A text, including its quotes; true for an f-string.
    Text(bool),
    /// An operator or a bracket.
    Sign,
    /// The end of a statement.
    Newline,
    /// The margin grows.
    Indent,
    /// The margin shrinks.
    Dedent,
    /// The end of the text.
    End,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Its kind.
    pub kind: Kind,
    /// Its first byte.
    pub start: u16,
    /// The byte after its last.
    pub end: u16,
}

/// The operators and brackets. Longer signs come before those that they begin with.
const SIGNS: [&str; 44] = [
    "**=", "//=", "<<=", ">>=", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
    "->", "**", "//", "<<", ">>", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "+", "-", "*", "/", "%", "<", ">",
    "@", ";", "&", "|",
];

/// Signs of Python that this language lacks. They are tokens, so that a message can say what to write instead.
const OTHER_SIGNS: [&str; 3] = ["^", "~", "!"];

/// The maximum number of margins, as in Python.
const MARGINS_MAX: usize = 100;

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    found: Vec<Token>,
    margins: Vec<usize>,
    open_brackets: Vec<usize>,
}

/// The tokens of a text of at most 64 KiB.
///
/// # Errors
/// If there is something that cannot be a token, a bracket that is not closed, or a margin that fits none before it.
pub fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let bytes = text.as_bytes();
    let mut lexer = Lexer { text, bytes, at: 0, found: Vec::new(), margins: vec![0], open_brackets: Vec::new() };
    // Control characters are invisible, and a terminal may execute them, also from a text or a comment.
    let unseen = |&(at, c): &(usize, char)| match c {
        '\n' | '\t' | '\x0c' => false,
        '\r' => bytes.get(at + 1) != Some(&b'\n'),
        c => c.is_control(),
    };
    if let Some((at, c)) = text.char_indices().find(unseen) {
        return lexer.wrong(at, format!("the character U+{:04X} has no meaning here", u32::from(c)));
    }
    let mut line_begins = true;
    while lexer.at < bytes.len() {
        if line_begins && !lexer.margin()? {
            continue;
        }
        line_begins = lexer.one()?;
    }
    if let Some(&open) = lexer.open_brackets.last() {
        return lexer.wrong(open, "this bracket is never closed");
    }
    if !matches!(lexer.found.last(), None | Some(Token { kind: Kind::Newline | Kind::Dedent, .. })) {
        lexer.push(Kind::Newline, lexer.at);
    }
    for _ in 1..lexer.margins.len() {
        lexer.push(Kind::Dedent, lexer.at);
    }
    lexer.push(Kind::End, lexer.at);
    Ok(lexer.found)
}

impl Lexer<'_> {
    fn wrong<T>(&self, at: usize, message: impl Into<String>) -> Result<T, Mistake> {
        Err(Mistake::at(self.text, at, message))
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.found.push(Token { kind, start: start as u16, end: self.at as u16 });
    }

    /// Reads the margin of a line. Returns false if the rest of the line is empty.
    fn margin(&mut self) -> Result<bool, Mistake> {
        let start = self.at;
        while self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            None => return Ok(false),
            Some(b'\t' | b'\x0c') => return self.wrong(self.at, "indent with spaces, not with tabs"),
            Some(b'#') => {
                self.comment();
                return Ok(false);
            }
            Some(b'\n') => {
                self.at += 1;
                return Ok(false);
            }
            Some(b'\r') if matches!(self.bytes.get(self.at + 1), Some(b'\n')) => {
                self.at += 2;
                return Ok(false);
            }
            Some(_) => {}
        }
        let margin = self.at - start;
        if margin > self.margins[self.margins.len() - 1] {
            if self.margins.len() == MARGINS_MAX {
                return self.wrong(self.at, "this is nested too deeply");
            }
            self.margins.push(margin);
            self.push(Kind::Indent, self.at);
        }
        while margin < self.margins[self.margins.len() - 1] {
            self.margins.pop();
            self.push(Kind::Dedent, self.at);
        }
        if margin != self.margins[self.margins.len() - 1] {
            return self.wrong(self.at, "this indent fits no line before it");
        }
        Ok(true)
    }

    fn comment(&mut self) {
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            self.at += 1;
        }
    }

    /// Reads a token, or the space or comment before one. Returns whether a new line begins after it.
    fn one(&mut self) -> Result<bool, Mistake> {
        let start = self.at;
        let kind = match self.bytes[start] {
            b' ' => {
                self.at += 1;
                return Ok(false);
            }
            b'\r' if self.bytes.get(start + 1) == Some(&b'\n') => {
                self.at += 1;
                return Ok(false);
            }
            b'#' => {
                self.comment();
                return Ok(false);
            }
            b'\n' => {
                self.at += 1;
                if self.open_brackets.is_empty() {
                    self.push(Kind::Newline, start);
                }
                return Ok(self.open_brackets.is_empty());
            }
            b'\\' => return self.wrong(start, "put the line in brackets instead of going on behind a backslash"),
            b'"' | b'\'' => self.text_from(start, false)?,
            b'f' | b'F' if matches!(self.bytes.get(start + 1), Some(b'"' | b'\'')) => {
                self.text_from(start + 1, true)?
            }
            b'r' | b'R' | b'b' | b'B' | b'u' | b'U' if matches!(self.bytes.get(start + 1), Some(b'"' | b'\'')) => {
                return self.wrong(start, "write the text without a letter before it");
            }
            byte if byte.is_ascii_digit() || byte == b'.' && self.digit_at(start + 1) => self.number()?,
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                self.word();
                Kind::Name
            }
            _ => self.sign()?,
        };
        self.push(kind, start);
        Ok(false)
    }

    fn digit_at(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_digit)
    }

    fn word(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.at += 1;
        }
    }

    /// Reads a text up to its closing quote, on one line. There are no escape sequences.
    fn text_from(&mut self, quote_at: usize, formatted: bool) -> Result<Kind, Mistake> {
        let quote = self.bytes[quote_at];
        if self.bytes[quote_at..].starts_with(&[quote; 3]) {
            return self.long_text(quote_at, quote, formatted);
        }
        self.at = quote_at + 1;
        loop {
            match self.bytes.get(self.at) {
                None | Some(b'\n') => return self.wrong(quote_at, "this text has no closing quote on its line"),
                Some(b'\\') => return self.wrong(self.at, "a text has no backslash here"),
                Some(&byte) => {
                    self.at += 1;
                    if byte == quote {
                        return Ok(Kind::Text(formatted));
                    }
                }
            }
        }
    }

    /// Reads a text between triple quotes, such as a docstring.
    fn long_text(&mut self, quote_at: usize, quote: u8, formatted: bool) -> Result<Kind, Mistake> {
        let rest = &self.bytes[quote_at + 3..];
        let end = rest.windows(3).position(|three| three == [quote; 3]);
        let Some(end) = end.filter(|_| !formatted) else {
            return self.wrong(quote_at, "this text has no closing quotes");
        };
        if let Some(backslash) = rest[..end].iter().position(|byte| *byte == b'\\') {
            return self.wrong(quote_at + 3 + backslash, "a text has no backslash here");
        }
        self.at = quote_at + 3 + end + 3;
        Ok(Kind::Text(false))
    }

    fn number(&mut self) -> Result<Kind, Mistake> {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            while lexer.digit_at(lexer.at) || lexer.bytes.get(lexer.at) == Some(&b'_') && lexer.digit_at(lexer.at + 1) {
                lexer.at += 1;
            }
        };
        digits(self);
        let mut fraction = false;
        if self.bytes.get(self.at) == Some(&b'.') {
            fraction = true;
            self.at += 1;
            digits(self);
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(self.at + 1), Some(b'+' | b'-')));
            if self.digit_at(self.at + 1 + sign) {
                fraction = true;
                self.at += 1 + sign;
                digits(self);
            }
        }
        let end = self.at;
        self.word();
        if self.at > end {
            return self.wrong(start, "this is not a number: write it in decimal digits");
        }
        let written: String = self.text[start..end].chars().filter(|c| *c != '_').collect();
        if fraction {
            return match decimal_value(&written) {
                Some(value) => Ok(Kind::Float(value)),
                None => self.wrong(start, "this number has too many digits"),
            };
        }
        if written.len() > 1 && written.starts_with('0') && written.bytes().any(|byte| byte != b'0') {
            return self.wrong(start, "a number does not begin with 0");
        }
        match written.parse() {
            Ok(value) => Ok(Kind::Int(value)),
            Err(_) => self.wrong(start, "whole numbers go up to 2**63 - 1"),
        }
    }

    fn sign(&mut self) -> Result<Kind, Mistake> {
        let start = self.at;
        let rest = &self.text[start..];
        let Some(sign) = SIGNS.iter().chain(&OTHER_SIGNS).find(|sign| rest.starts_with(**sign)) else {
            let letter = rest.chars().next().unwrap_or(' ');
            let code = u32::from(letter);
            return match letter {
                letter if letter.is_alphabetic() => {
                    self.wrong(start, format!("`{letter}` is the letter U+{code:04X}: names are written with a to z"))
                }
                letter if letter.is_control() || letter.is_whitespace() => {
                    self.wrong(start, format!("the character U+{code:04X} has no meaning here"))
                }
                letter => self.wrong(start, format!("`{letter}` (U+{code:04X}) has no meaning here")),
            };
        };
        self.at += sign.len();
        match *sign {
            "(" | "[" | "{" => self.open_brackets.push(start),
            ")" | "]" | "}" => match self.open_brackets.pop() {
                None => return self.wrong(start, "this bracket was never opened"),
                Some(open) if !matches!(&self.text[open..=open], "(" | "[" | "{") => {}
                Some(open) => {
                    let pair = (self.bytes[open], self.bytes[start]);
                    if !matches!(pair, (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
                        return self.wrong(start, "this bracket closes another kind of bracket");
                    }
                }
            },
            _ => {}
        }
        Ok(Kind::Sign)
    }
}

/// The `f64` nearest to a decimal number. `None` if it has more than 19 digits, or is out of range.
fn decimal_value(written: &str) -> Option<f64> {
    const DIGITS_MAX: usize = 19;
    const PLACES_MAX: i64 = 37;
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0.0);
    }
    // The number of digits after the decimal point.
    let places = (fraction.len() as i64).checked_sub(exponent)?;
    if digits.len() > DIGITS_MAX || !(-(DIGITS_MAX as i64)..=PLACES_MAX).contains(&places) {
        return None;
    }
    let places = usize::try_from(places).unwrap_or(0);
    let zeros = "0".repeat(usize::try_from(exponent - fraction.len() as i64).unwrap_or(0));
    let padded = format!("{digits:0>width$}{zeros}", width = places + 1);
    let point = padded.len() - places;
    let text = if places > 0 { format!("{}.{}", &padded[..point], &padded[point..]) } else { padded };
    decimal::parse(&text)
}
