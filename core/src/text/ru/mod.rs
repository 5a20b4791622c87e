//! Русский.

mod calls;
mod claims;
mod phrases;
mod polls;
mod publishing;
mod repeats;
mod replies;
mod sagas;

pub use phrases::Russian;

use super::ui::{RowText, Ui};

/// Форма слова при числе: одна, две, пять.
fn form(number: u32, forms: [&'static str; 3]) -> &'static str {
    match (number % 10, number % 100) {
        (1, tens) if tens != 11 => forms[0],
        (2..=4, tens) if !(12..=14).contains(&tens) => forms[1],
        _ => forms[2],
    }
}

/// The interface in Russian.
pub static UI: Ui = Ui {
    skip_to_stage: "Сразу к прогону",
    scenarios: "Сценарии",
    choose_scenario: "Выбрать сценарий",
    language: "Язык",
    theme: "Тема",
    theme_names: ["как в системе", "светлая", "тёмная"],
    share: "Ссылка",
    share_done: "Ссылка скопирована: она откроет ту же картину.",
    share_by_hand: "Скопируйте адрес страницы: он откроет ту же картину.",
    embed: "Встроить",
    embed_done: "Код для слайда скопирован.",
    open_full: "Открыть в Lockstep",
    help: "Справка",
    close: "Закрыть",
    keys_title: "Клавиши",
    keys: [
        ("Пробел, K", "пуск или пауза"),
        ("← →", "шаг назад, шаг вперёд"),
        ("Shift + ← →", "к предыдущей отметке, к следующей"),
        ("J, L", "десять шагов назад, вперёд"),
        ("Home, End", "в начало, в конец"),
        ("1 … 9", "выбрать операцию"),
        ("?", "эта справка"),
        ("Esc", "закрыть её"),
    ],
    definitions_title: "Что значат числа",
    definitions: [
        ("Шаг", "миг, когда хоть в одной схеме что-то происходит"),
        ("Ответ получен", "клиенты с успешным ответом из всех операций прогона"),
        ("Эффект виден", "операции, работа по которым закончена и видна другим"),
        (
            "Клиенты ждут",
            "время, которое клиенты ждали ответа, делённое на время с отправки; \
             если клиенты думают и возвращаются, то на всё их время; часы схемы стоят после её последнего события",
        ),
        ("Устаревание", "от ответа до эффекта; 0, если эффект наступил раньше"),
        ("Виды сообщений", "направления связей, по которым что-то идёт: запрос, ответ, сообщение, подтверждение, доставка, квитанция"),
        ("Части", "сервисы и брокер, если он есть"),
        (
            "Пропускная способность",
            "эффекты от первого до последнего, делённые на время между ними; в двух отдельных прогонах, с малым \
             и с большим числом обработчиков",
        ),
        ("Потери", "операции без успешного ответа или без эффекта, в отдельном прогоне с простоем"),
        ("Откуда числа", "все посчитаны по событиям того прогона, который перед вами"),
    ],

    modelled: "Что смоделировано, а что нет",

    styles: ["Синхронно", "Асинхронно", "Гибрид"],
    styles_short: ["Синхронно", "Асинхронно", "Гибрид"],
    acknowledged: "Ответ получен",
    effect_visible: "Эффект виден",
    callers_blocked: "Клиенты ждут",
    acknowledged_short: "Ответ",
    effect_short: "Эффект",
    blocked_short: "Ждут",

    time: "Время",
    callers: "Клиенты",
    broker: "Брокер",
    worker: "обработчик",
    queue: "очередь",
    outbox: "Outbox",
    queue_of: |name| format!("{name}: очередь"),
    worker_of: |service, worker, number| format!("{service}, {worker} {number}"),
    depth_now: |depth| format!("глубина {depth}"),
    troubles: ["простой", "медленно", "зависание", "ошибки", "предохранитель разомкнут", "не принимает публикации"],
    waits: "ждёт",
    append: "запись",
    defaults_of: |name| format!("значения по умолчанию: {name}"),
    confirmed: "подтверждено",
    in_all_lanes: |lanes| {
        if lanes == 2 {
            "в обеих схемах"
        } else {
            "во всех схемах"
        }
    },
    pick_operation: "Выберите операцию",

    events: "События",
    player: "Проигрыватель",
    to_start: "В начало",
    step_back: "Шаг назад",
    play: "Пуск",
    pause: "Пауза",
    step_forward: "Шаг вперёд",
    to_end: "В конец",
    speed: "Скорость",
    speed_origin: |length| format!("1× показывает {length} прогона за секунду"),
    step_number: |step| format!("шаг {step}"),
    step_of: |step, all| format!("шаг {step} из {all}"),
    playhead: "Бегунок времени",
    marks_to_jump: "Стоит взглянуть",

    legend: "Обозначения",
    legend_names: [
        "работа",
        "блокировка, ожидание",
        "в очереди",
        "запрос",
        "ответ",
        "сообщение",
        "подтверждение брокера",
        "ответ получен",
        "эффект виден",
        "эффект отменён",
        "чтение видит эффект",
        "чтение не видит эффекта",
        "сбой",
        "простой",
    ],

    tabs: ["Разбор", "Прогноз", "Параметры", "Сравнение"],

    happened: "Что произошло",
    change: "Измените одно",
    changed: "Прогон изменён; «Сброс» вернёт исходный.",
    change_hint: "Считается заново сразу, бегунок остаётся; пунктиром показан прежний прогон.",
    reset: "Сброс",
    default_value: |value| format!("вначале {value}"),
    questions: "Спросите себя",

    by_hand: "Сломайте сами",
    by_hand_hint: "Действует сразу после бегунка; прошлое не меняется.",
    acts: [
        |service| format!("Сломать «{service}»"),
        |service| format!("Починить «{service}»"),
        |operation| format!("{operation}: потерять следующее подтверждение"),
        |operation| format!("{operation}: замедлить работу в 10 раз"),
    ],
    done: [
        |service, when| format!("{when}: поломка, «{service}»"),
        |service, when| format!("{when}: починка, «{service}»"),
        |operation, when| format!("{when}: потеря подтверждения, {operation}"),
        |operation, when| format!("{when}: работа в 10 раз медленнее, {operation}"),
    ],
    undo: "Отменить",
    by_hand_caption: "Что изменилось за весь прогон: было без вмешательства → стало",
    by_hand_nothing: "Ни один из показателей здесь не изменился.",
    by_hand_metrics: [
        "успешно",
        "ошибок",
        "потеряно",
        "повторных эффектов",
        "ответ в среднем",
        "эффект в среднем",
        "дольше всего устаревало",
        "очередь разобрана за",
    ],

    predict: "Сначала предскажите",
    predict_question: |lane, answered, all, effect| {
        format!("{lane}: ответ получили {answered} из {all}. У скольких уже виден эффект («{effect}»)?")
    },
    predict_check: "Показать",
    predict_again: "Ещё раз",
    predict_result: |said, measured| format!("Вы сказали {said}, измерено {measured}."),
    predict_right: "Верно.",
    predict_promise: |answered, effective| {
        format!("Ответ — лишь обещание: {} из {answered} ещё впереди.", answered.saturating_sub(effective))
    },

    compare: "Сравнение",
    course_says: "В курсе сказано",
    verdict: "Вывод",
    extent: "За какое время",
    whole_run: "весь прогон",
    up_to_playhead: "до бегунка",
    holds: "здесь верно",
    fails: "здесь неверно:",
    same: "здесь нет разницы",
    open: "не решено",
    fails_answer: |by| format!("ответ позже на {by}"),
    fails_effect: |effect, by| format!("«{effect}» позже на {by}"),
    fails_consistency: |by| format!("синхронно устаревает на {by} дольше"),
    fails_complexity: |by| format!("синхронно видов больше на {by}"),
    fails_scalability: |by| format!("синхронно выигрыш больше на {by}"),
    fails_tolerance: |by| format!("потеряно больше на {by}"),
    rows: [
        RowText {
            name: "Производительность",
            measured: "среднее время до ответа",
            claim: "Асинхронно быстрее",
            missing: "успешных ответов ещё нет",
        },
        RowText { name: "", measured: "", claim: "", missing: "эффекта ещё нет" },
        RowText {
            name: "Согласованность",
            measured: "самое долгое устаревание",
            claim: "Синхронно сразу, асинхронно со временем",
            missing: "пока нет ответа вместе с эффектом",
        },
        RowText {
            name: "Сложность реализации",
            measured: "сколько видов сообщений обработать",
            claim: "Синхронно проще",
            missing: "ещё ничего не отправлено",
        },
        RowText {
            name: "Масштабируемость",
            measured: "пропускная способность при большем числе обработчиков",
            claim: "Асинхронно масштабируется лучше",
            missing: "в сценарии нет прогона с большим числом обработчиков",
        },
        RowText {
            name: "Отказоустойчивость",
            measured: "потери при простое",
            claim: "Асинхронно переживает отказ сервиса",
            missing: "в сценарии нет простоя",
        },
    ],
    until_effect: |effect| format!("среднее время до эффекта («{effect}»)"),
    scaling_run: |few, many, operations| {
        format!("пропускная способность, обработчиков {few}→{many}, операций {operations}")
    },
    outage_run: |service, length| format!("потери за {length} простоя: {service}"),
    kinds: |count| format!("видов: {count}"),
    parts: |count| format!("{count} {}", form(count, ["часть", "части", "частей"])),
    of_operations: |lost, all| format!("{lost} из {all}"),
    compared: |these, those| format!("Вывод сравнивает схемы «{these}» и «{those}»."),
    claims: &claims::CLAIMS,
    requirements: "Что вам требуется?",
    requirements_hint: "Сдвиньте пределы: с ними сверяется то, что измерено в каждой схеме за выбранное выше время.",
    in_outage: "в отдельном прогоне с простоем",
    at_most: "не больше",
    at_least: "не меньше",
    met: "выполнено",
    unmet: "не выполнено",
    meets_all: |lanes| format!("Все требования выполнены: {lanes}."),
    meets_none: "Ни одна схема не выполняет всех требований. Каким из них вы готовы поступиться?",
    claims_here: "Что из конспекта проверяется здесь",
    claims_hint: "Каждое утверждение сравнивается с измерениями за выбранное выше время.",
    shown_here: "показано здесь",
    all_measurements: "Все измерения",
    measurements_hint: "Имена те же, что печатает команда.",
    metric: "Измерение",
    unit: "Единица",
    events_table: "События списком",
    events_hint: "Последние события до бегунка, сначала новые.",

    link_damaged: "Ссылка повреждена; что не удалось прочитать, стоит по умолчанию.",
    no_such_scenario: |name| format!("Сценария «{name}» нет; открыт начальный."),
    not_loaded: |name| {
        format!("Не удалось загрузить «{name}»: проверьте соединение и выберите ещё раз или обновите страницу.")
    },
    bad_value: |field, value, allowed| format!("{field} = «{value}» не подходит; можно: {allowed}."),
    run_failed: |why| format!("С такими значениями прогон невозможен ({why}). Показан последний удачный."),
    dismiss: "Скрыть",
};

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn numerals_take_their_form() {
        let forms = ["часть", "части", "частей"];
        for (number, word) in
            [(1, "часть"), (2, "части"), (5, "частей"), (11, "частей"), (21, "часть"), (112, "частей")]
        {
            assert_eq!(form(number, forms), word, "{number}");
        }
    }
}
