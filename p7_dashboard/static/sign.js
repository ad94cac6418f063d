// What drivers read: never an old number.
import { setText } from "./element.js";
import { label, say } from "./language.js";
import { follow } from "./stream.js";

label();
document.title = say("sign_title");
follow((picture, cutOff) => {
  const count = picture && !cutOff && picture.broker.connected ? picture.count.value : null;
  const sign = document.getElementById("sign");
  sign.dataset.state = count === null ? "unknown" : count === 0 ? "full" : "free";
  sign.dataset.digits = String(count ?? "").length;
  setText("number", count === null ? "—" : count === 0 ? say("sign_full") : String(count));
  const words = count === 1 ? "sign_free_one" : "sign_free";
  setText("words", count ? say(words) : "");
  setText("other-words", count === null ? "" : count === 0 ? say("sign_full_other") : say(`${words}_other`));
});
