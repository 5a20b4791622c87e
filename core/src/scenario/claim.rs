//! The statements of the course notes, by their ids: what a scenario may say that it puts to the test.

/// All of them, in the order of the notes. Their words stand in `text`, their tests in `metrics`; the
/// last five are the rows of the comparison table.
pub const CLAIMS: [&str; 32] = [
    "S0", "S0t", "S+1", "S+2", "S+3", "S-1", "S-2", "S-3", "SW1", "SW2", "A0", "A0t", "A+1", "A+2", "A+3",
    "A+4", "A-1", "A-2", "A-3", "AW1", "AW2", "AW3", "H1", "H2", "E1", "E2", "D0", "R1", "R2", "R3", "R4",
    "R5",
];

/// How many of them are not rows of the table.
pub const STATEMENTS: usize = CLAIMS.len() - 5;
