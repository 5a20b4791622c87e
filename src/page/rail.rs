//! The choice of a scenario, as a list and, where there is no room for one, as a picker;
//! and the legend of the marks.

use lockstep_core::export;
use lockstep_core::scene::{Names, Rect};
use lockstep_core::text::{entries, Lang};

use super::html::{self, tag};
use crate::catalogue::{self, LIST};

/// The list at the left; `open` is the place of the scenario that is shown.
pub fn frame(open: usize, names: Names) -> String {
    let ui = names.ui();
    let items: String = catalogue::groups().map(|group| item(group, open, names.lang)).collect();
    [
        &format!("<nav class=\"rail\" aria-label=\"{}\">", ui.scenarios()),
        &tag("h2", "", ui.scenarios()),
        &tag("ul", "", &items),
        &tag("h2", "", ui.legend()),
        &tag("ul", "legend", &legend(names)),
        "</nav>",
    ]
    .concat()
}

/// A scenario: one to choose, or the list of its settings.
fn item((first, end): (usize, usize), open: usize, lang: Lang) -> String {
    let listed = &LIST[first];
    let title = html::text(listed.title(lang));
    let title = format!("<span class=\"number\">{}</span><span>{title}</span>", listed.number);
    let content = if first + 1 == end {
        let setting = listed.setting(lang).filter(|_| first == open);
        let setting = setting.map(|name| tag("span", "setting", &html::text(name)));
        button(first, open, &(title + &setting.unwrap_or_default()))
    } else {
        let row = |place: usize| {
            let name = html::text(LIST[place].name(lang));
            tag("li", "", &button(place, open, &tag("span", "setting", &name)))
        };
        // The list of the settings is folded away, but for the open one's.
        let shown = (first..end).contains(&open);
        format!(
            "<button type=\"button\" class=\"group\" id=\"group-{first}\" data-group=\"{first}\" \
             aria-expanded=\"{shown}\">{title}</button>"
        ) + &tag("ul", "", &(first..end).map(row).collect::<String>())
    };
    tag("li", "", &content)
}

fn button(place: usize, open: usize, content: &str) -> String {
    let current = if place == open { " aria-current=\"true\"" } else { "" };
    format!(
        "<button type=\"button\" id=\"scenario-{place}\" data-scenario=\"{place}\"{current}>{content}</button>"
    )
}

/// The same choice in the head, for narrow pages.
pub fn picker(open: usize, names: Names) -> String {
    let options: String = catalogue::groups().map(|group| options(group, open, names.lang)).collect();
    let label = names.ui().choose_scenario();
    format!("<select class=\"picker\" id=\"picker\" aria-label=\"{label}\">{options}</select>")
}

fn options((first, end): (usize, usize), open: usize, lang: Lang) -> String {
    let title = format!("{}. {}", LIST[first].number, html::text(LIST[first].title(lang)));
    let option = |place: usize, name: &str| {
        let chosen = if place == open { " selected" } else { "" };
        format!("<option value=\"{place}\"{chosen}>{name}</option>")
    };
    if first + 1 == end {
        return option(first, &title);
    }
    let settings: String =
        (first..end).map(|place: usize| option(place, &html::text(LIST[place].name(lang)))).collect();
    format!("<optgroup label=\"{title}\">{settings}</optgroup>")
}

/// The legend's pictures, in the order of its names.
const PICTURES: [&str; 19] = [
    "<rect class='work' x='1' y='3' width='30' height='10'/>",
    "<rect class='blocked' x='1' y='3' width='30' height='10'/>\
     <path class='hatch' d='M1 9L7 3M3 13L13 3M9 13L19 3M15 13L25 3M21 13L31 3M27 13L31 9'/>",
    "<rect class='pill' x='1' y='3' width='30' height='10' rx='5'/>",
    "<path class='line' d='M1 8H25'/><path class='head closed' d='M24 4.500L31 8L24 11.500Z'/>",
    "<path class='line' d='M1 8H30'/><path class='head open' d='M24 4L31 8L24 12'/>",
    "<path class='line dashed' d='M1 8H25'/><path class='head closed' d='M24 4.500L31 8L24 11.500Z'/>",
    "<path class='line dashed' d='M1 8H30'/><path class='head open' d='M24 4L31 8L24 12'/>",
    "<circle class='ack' cx='16' cy='8' r='5.500'/><path class='tick' d='M13.500 8.100L15.300 10L18.600 6.200'/>",
    "<path class='effect' d='M16 2.500L21.500 8L16 13.500L10.500 8Z'/>",
    "<path class='read missed' d='M16 2.500L21.500 8L16 13.500L10.500 8Z'/><path class='slash' d='M11 13L21 3'/>",
    "<path class='read' d='M9.500 8Q16 1 22.500 8Q16 15 9.500 8Z'/><circle class='pupil' cx='16' cy='8' r='1.800'/>",
    "<path class='read missed' d='M9.500 8Q16 1 22.500 8Q16 15 9.500 8Z'/><path class='slash' d='M11 13L21 3'/>",
    "<rect class='failure' x='11' y='3' width='10' height='10'/><path class='cross' d='M13.500 5.500L18.500 10.500M18.500 5.500L13.500 10.500'/>",
    "<path class='late' d='M10 1.500V14.500'/><circle class='clock' cx='20' cy='8' r='4.500'/><path class='hands' d='M20 5.500V8H22'/>",
    "<path class='loop' d='M18.200 2.100A6.500 6.500 0 1 1 13.800 2.100'/><path class='turn' d='M12.800 0L17.200 1.600L13.600 4.600Z'/>",
    "<rect class='work' x='1' y='2' width='30' height='12'/><rect class='double' x='3.500' y='4.500' width='25' height='7'/>",
    "<path class='line dashed' d='M1 8H16'/><path class='bar' d='M12 12.500L20 3.500'/><path class='line dotted' d='M18 8H31'/>",
    "<rect class='failure' x='10' y='3.500' width='12' height='9'/><path class='cross' d='M11 4.500L16 8.500L21 4.500'/>",
    "<rect class='down' x='1' y='3' width='30' height='10'/>\
     <path class='crossed' d='M1 9L7 3M3 13L13 3M12 13L22 3M21 13L31 3M1 7L7 13M3 3L13 13M12 3L22 13M21 3L31 13'/>",
];

/// What the marks mean, as rows of a list.
pub fn legend(names: Names) -> String {
    let row = |(picture, name): (&str, &str)| {
        format!(
            "<li><svg viewBox=\"0 0 32 16\" width=\"32\" height=\"16\" aria-hidden=\"true\">{picture}</svg>\
             <span>{name}</span></li>"
        )
    };
    let classes = (0..names.classes()).map(|class| row((&class_bar(class), &html::text(names.class(class)))));
    classes.chain(PICTURES.into_iter().zip(entries(names.ui().legend_names())).map(row)).collect()
}

/// A bar of a class of operations, 32 pixels wide and 16 high.
pub fn class_bar(class: u8) -> String {
    let rect = Rect { x: 1.0, y: 2.0, width: 30.0, height: 13.0 };
    let mut bar = "<rect class='work' x='1' y='2' width='30' height='13'/>".to_string();
    export::stripes(&mut bar, &rect, class);
    bar
}
