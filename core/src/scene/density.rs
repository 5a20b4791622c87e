//! How large the marks are: by the room that there is.

/// Sizes in pixels, by the room that there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density {
    /// Distance of two callers.
    pub caller: f64,
    /// Height of a caller's wait.
    pub wait: f64,
    /// Distance of two queued pills.
    pub pill: f64,
    /// Height of a worker's bar.
    pub worker: f64,
    /// Height of the area that stands for many workers.
    pub crew: f64,
    /// Distance of two rows.
    pub gap: f64,
    /// Height of the append bars above the stored messages, with what is free below them.
    pub store: f64,
    /// Most callers drawn one by one.
    pub callers: usize,
    /// Most queued drawn one by one.
    pub queued: usize,
}

impl Density {
    /// As large as the numbers of the style guide are.
    pub const ROOMY: Density = Density::scaled(1.0);
    /// Where the page is scrolled anyway, as on a phone.
    pub const TIGHT: Density = Density::scaled(0.8);
    /// From the roomiest to the one in which numbers can just be read.
    pub const ALL: [Density; 15] = [
        Density::scaled(1.5),
        Density::scaled(1.25),
        Density::scaled(1.1),
        Density::ROOMY,
        Density::scaled(0.9),
        Density::TIGHT,
        Density::scaled(0.72),
        Density::scaled(0.65),
        Density::scaled(0.57),
        Density::scaled(0.5),
        Density::scaled(0.42),
        Density::scaled(0.36),
        Density::scaled(0.32),
        Density::scaled(0.28),
        Density::scaled(0.25),
    ];

    /// Between two densities: of the sizes `share` (0 to 1) of the way from the tighter to the roomier; as many one by
    /// one as in the tighter.
    pub fn between(tighter: &Density, roomier: &Density, share: f64) -> Density {
        let size = |of: fn(&Density) -> f64| of(tighter) + (of(roomier) - of(tighter)) * share;
        Density {
            caller: size(|of| of.caller),
            wait: size(|of| of.wait),
            pill: size(|of| of.pill),
            worker: size(|of| of.worker),
            crew: size(|of| of.crew),
            gap: size(|of| of.gap),
            store: size(|of| of.store),
            ..*tighter
        }
    }

    /// All sizes by a factor, as far as they can be told apart; fewer one by one where there is less room.
    const fn scaled(factor: f64) -> Density {
        const fn at_least(least: f64, size: f64) -> f64 {
            if size < least {
                least
            } else {
                size
            }
        }
        let gap = if factor < 1.0 { 4.0 * factor } else { 4.0 };
        let (callers, queued) = match (factor * 100.0) as u32 {
            100.. => (10, 4),
            75.. => (8, 3),
            60.. => (8, 2),
            _ => (6, 1),
        };
        Density {
            caller: 13.0 * factor,
            wait: at_least(3.0, 7.0 * factor),
            pill: at_least(7.0, 15.0 * factor),
            worker: 24.0 * factor,
            crew: 48.0 * factor,
            gap,
            store: at_least(6.0, if factor > 1.0 { 9.0 } else { 9.0 * factor }),
            callers,
            queued,
        }
    }
}
