const UNICODE = "\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF";
const ATOM = `[a-zA-Z\\d!#$%&'*+\\-/=?^_\`{|}~${UNICODE}]+`;
const LABEL = `(?:[a-zA-Z\\d${UNICODE}]|[a-zA-Z\\d${UNICODE}][a-zA-Z\\d.\\-_~${UNICODE}]*[a-zA-Z\\d${UNICODE}])`;
const TOP = `(?:[a-zA-Z${UNICODE}]|[a-zA-Z${UNICODE}][a-zA-Z\\d\\-_~${UNICODE}]*[a-zA-Z${UNICODE}])`;
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${TOP}\\.?$`);

/** The regular expression of govalidator's IsEmail, without quoted local parts. */
export const isEmail = (text: string) => EMAIL.test(text);

const HOST =
  "(?:\\[[\\da-f:.]+\\]|[a-z\\d\u00a1-\uffff](?:[a-z\\d\u00a1-\uffff._-]*[a-z\\d\u00a1-\uffff])?\\.?)";
const URL_TEXT = new RegExp(
  `^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\\S+@)?${HOST}(?::\\d{1,5})?(?:[/?#]\\S*)?$`,
  "i",
);

/** Similar to govalidator's IsURL, which needs no scheme. */
export const isUrl = (text: string) =>
  text.length > 3 && text.length < 2083 && /[.:]/.test(text) && URL_TEXT.test(text);
