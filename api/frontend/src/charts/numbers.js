// How axes write numbers: short, and the same in every browser.
const SIGNS = { GBP: "£", EUR: "€", USD: "$", JPY: "¥" };
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

export const compact = (value) => short.format(value).replace("K", "k");
export const whole = (value) => (Number.isInteger(value) ? compact(value) : "");
export const moneyOf = (currency) => (value) => (SIGNS[currency] ? `${SIGNS[currency]}${compact(value)}` : compact(value));
export const daysOf = (value) => compact(value);
