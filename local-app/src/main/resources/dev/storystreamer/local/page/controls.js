/* The form that changes the local cloud while it runs: its latency and its faults. */

const PATH = "/local/controls";

export class Controls {
  #form;
  #status;
  #knownFaults = [];
  #onChange;

  /** Fills a form and sends its changes; `onChange` is called after each change that the server accepted. */
  constructor(form, status, onChange) {
    this.#form = form;
    this.#status = status;
    this.#onChange = onChange;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => this.#fieldChanged(event.target));
    form.addEventListener("click", (event) => this.#applyPreset(event.target.dataset.pace));
  }

  /** Loads the current settings; resolves to whether the server has this API. */
  async load() {
    try {
      const response = await fetch(PATH, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        return false;
      }
      const state = await response.json();
      this.#knownFaults = state.knownFaults;
      this.#listFaults();
      this.#show(state);
      return true;
    } catch {
      return false;
    }
  }

  #listFaults() {
    const groups = new Map();
    for (const { name } of this.#knownFaults) {
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
    this.#describe(name, faults);
  }

  #describe(name, faults) {
    const fault = this.#knownFaults.find((known) => known.name === name);
    const position = this.#form.elements.at;
    position.disabled = fault?.at === undefined;
    document.getElementById("fault-place").hidden = position.disabled;
    document.getElementById("fault-happens").textContent = fault?.happens ?? "";
    document.getElementById("fault-client").textContent = fault?.clientSees ?? "";
    document.getElementById("fault-source").textContent = fault?.source ?? "";
    document.getElementById("fault-facts").hidden = fault === undefined;
    document.getElementById("fault-others").textContent =
      faults.length > 1 ? `Also active: ${faults.slice(1).join(", ")}. A choice here replaces all of them.` : "";
  }

  #fieldChanged(field) {
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

  #applyPreset(pace) {
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
      this.#status.textContent = "Changed. The next story uses it.";
      this.#onChange();
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
