//! Icons, drawn with the ink of the text around them.

/// The logo: two lanes on one clock.
pub const LOGO: &str =
    "<path class='ink' d='M11 1h2v22h-2z'/><path class='sync' d='M2 6h9v5H2zM13 3h5v3h-5z'/>\
                        <path class='async' d='M13 13h9v5h-9zM6 16h5v4H6z'/>";
/// To the start.
pub const TO_START: &str = "<path d='M6 5h2v14H6zM19 5v14l-10-7z'/>";
/// One step back.
pub const STEP_BACK: &str = "<path d='M15 5v14l-10-7zM17 5h2v14h-2z'/>";
/// Play.
pub const PLAY: &str = "<path d='M7 4v16l13-8z'/>";
/// Pause.
pub const PAUSE: &str = "<path d='M6 5h4v14H6zM14 5h4v14h-4z'/>";
/// One step forward.
pub const STEP_FORWARD: &str = "<path d='M9 5v14l10-7zM5 5h2v14H5z'/>";
/// To the end.
pub const TO_END: &str = "<path d='M16 5h2v14h-2zM5 5v14l10-7z'/>";
/// Light and dark.
pub const THEME: &str =
    "<path d='M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z' fill-rule='evenodd'/>";
/// Share.
pub const SHARE: &str =
    "<path d='M12 2l5 5-1.4 1.4L13 5.8V15h-2V5.8L8.4 8.4 7 7zM4 11h4v2H6v7h12v-7h-2v-2h4v11H4z'/>";
/// Embed.
pub const EMBED: &str =
    "<path d='M8.6 6L10 7.4 5.4 12l4.6 4.6L8.6 18l-6-6zM15.4 6l6 6-6 6-1.4-1.4 4.6-4.6L14 7.4z'/>";
/// Help.
pub const HELP: &str = "<path d='M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1 \
                        12h2v2h-2zm1-10a4 4 0 0 0-4 4h2a2 2 0 1 1 3.2 1.6C12 12.500 11 13.200 11 15h2c0-1.200.8-1.700 \
                        1.600-2.400A4 4 0 0 0 12 6z'/>";

/// An icon of 24 units; it says nothing, the button around it does.
pub fn icon(shape: &str) -> String {
    format!("<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{shape}</svg>")
}
