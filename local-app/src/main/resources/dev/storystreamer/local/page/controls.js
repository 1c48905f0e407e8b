/* What may be changed of the local cloud while it runs: its pace, and what goes wrong. */

const PATH = "/local/controls";

export class Controls {
  #form;
  #status;
  #known = [];
  #changed;

  /** Fills and follows a form; `changed` is called after each change that the server took. */
  constructor(form, status, changed) {
    this.#form = form;
    this.#status = status;
    this.#changed = changed;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => this.#edited(event.target));
    form.addEventListener("click", (event) => this.#preset(event.target.dataset.pace));
  }

  /** Tells whether there is anything to be changed. */
  async load() {
    try {
      const response = await fetch(PATH, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        return false;
      }
      const state = await response.json();
      this.#known = state.knownFaults;
      this.#offer();
      this.#show(state);
      return true;
    } catch {
      return false;
    }
  }

  #offer() {
    const groups = new Map();
    for (const { name } of this.#known) {
      const group = name.slice(0, name.indexOf("-"));
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    const others = [];
    for (const [group, names] of groups) {
      if (names.length === 1) {
        others.push(...names);
      } else {
        this.#form.elements.fault.append(optgroup(group, names));
      }
    }
    this.#form.elements.fault.append(optgroup("other", others));
  }

  #show({ pace, faults }) {
    const { elements } = this.#form;
    for (const [name, value] of Object.entries(pace)) {
      elements[name].value = value;
    }
    const [name = "", at = ""] = (faults[0] ?? "").split("@");
    elements.fault.value = name;
    elements.at.value = at;
    this.#explain(name, faults);
  }

  #explain(name, faults) {
    const fault = this.#known.find((known) => known.name === name);
    const place = this.#form.elements.at;
    place.disabled = fault?.at === undefined;
    document.getElementById("fault-place").hidden = place.disabled;
    document.getElementById("fault-happens").textContent = fault?.happens ?? "";
    document.getElementById("fault-client").textContent = fault?.clientSees ?? "";
    document.getElementById("fault-source").textContent = fault?.source ?? "";
    document.getElementById("fault-facts").hidden = fault === undefined;
    document.getElementById("fault-others").textContent =
      faults.length > 1 ? `Switched on as well: ${faults.slice(1).join(", ")}. A choice here replaces them all.` : "";
  }

  #edited(field) {
    const { elements } = this.#form;
    if (field === elements.fault) {
      return this.#put({ faults: field.value === "" ? [] : [field.value] });
    }
    if (!field.checkValidity()) {
      field.reportValidity();
      return undefined;
    }
    if (field === elements.at) {
      return this.#put({ faults: [`${elements.fault.value}@${field.value}`] });
    }
    return this.#put({ pace: { [field.name]: field.valueAsNumber } });
  }

  #preset(pace) {
    if (pace !== undefined) {
      const [firstTokenMs, tokenIntervalMs, postLatencyMs, burst = 1] = pace.split(" ").map(Number);
      this.#put({ pace: { firstTokenMs, tokenIntervalMs, postLatencyMs, burst } });
    }
  }

  async #put(change) {
    try {
      const response = await fetch(PATH, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(change),
      });
      const answer = await response.json();
      if (!response.ok) {
        this.#status.textContent = `Not changed: ${answer.message}`;
        return;
      }
      this.#show(answer);
      this.#status.textContent = "Changed. The next story will show it.";
      this.#changed();
    } catch {
      this.#status.textContent = "Not changed: story-local does not answer. Is it still running?";
    }
  }
}

function optgroup(name, faults) {
  const group = document.createElement("optgroup");
  group.label = name;
  for (const fault of faults) {
    group.append(new Option(fault.replaceAll("-", " "), fault));
  }
  return group;
}
