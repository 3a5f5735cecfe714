"""Makes a configuration from a defconfig file as `conf --defconfig` does, for the small language that
MiniCore's Config.uk files use: conf.py CONFIG_UK DEFCONFIG OUTPUT"""

import os
import re
import sys


def expand(text):
    def replace(match):
        inner = match.group(1)
        if inner.startswith("shell,test "):
            left, right = re.match(r"shell,test (\S*) = (\S*) ", inner).groups()
            return "y" if left == right else "n"
        return os.environ.get(inner, "")

    while True:
        new = re.sub(r"\$\(([^()]*)\)", replace, text)
        if new == text:
            return text
        text = new


def submenu(call):
    options = re.findall(r"-([rlc]) '([^']*)'", expand(re.sub(r"^\$\(shell,", "", call)))
    for option, value in options:
        for part in value.split(":") if option == "c" else [value]:
            names = sorted(os.listdir(part)) if option == "r" and part else [""]
            for name in names:
                file = os.path.join(part, name, "Config.uk")
                if part and os.path.isfile(file):
                    yield file


class Symbol:
    def __init__(self):
        self.type, self.definitions, self.choice = None, [], None


symbols, order, choices = {}, [], []


def read(path, conditions):
    conditions, stack, entry, in_help = list(conditions), [], None, None
    for line in open(path):
        words = line.split(None, 1)
        if not words or words[0].startswith("#"):
            continue
        key, rest = words[0], words[1].strip() if len(words) > 1 else ""
        if key == "source":
            call = rest.strip('"')
            for file in submenu(call) if "config-submenu.sh" in call else [expand(call)]:
                read(file, [c for c in conditions])
        elif key in ("config", "menuconfig"):
            symbol = symbols.setdefault(rest, Symbol())
            if rest not in order:
                order.append(rest)
            entry = {"depends": list(conditions), "prompt": False, "defaults": [], "selects": []}
            symbol.definitions.append(entry)
            if choices and choices[-1]["open"]:
                symbol.choice = choices[-1]
                choices[-1]["members"].append(rest)
        elif key == "choice":
            entry = {"depends": list(conditions), "default": None, "members": [], "open": True}
            choices.append(entry)
        elif key == "endchoice":
            choices[-1]["open"] = False
        elif key == "if":
            stack.append(rest)
            conditions.append(rest)
        elif key == "endif":
            conditions.pop()
        elif entry is not None and key in ("bool", "int", "hex", "string"):
            symbol.type = key
            entry["prompt"] = entry["prompt"] or bool(rest)
        elif entry is not None and key == "def_bool":
            symbol.type = "bool"
            entry["defaults"].append(expand(rest))
        elif entry is not None and key == "prompt":
            entry["prompt"] = True
        elif entry is not None and key == "default":
            if "members" in entry:
                entry["default"] = rest
            else:
                entry["defaults"].append(expand(rest).strip('"'))
        elif entry is not None and key == "depends":
            entry["depends"].append(rest[3:])
        elif entry is not None and key == "select":
            entry["selects"].append(rest)
        elif key == "range":
            entry["range"] = [int(bound) for bound in rest.split()]


def holds(conditions, values):
    for condition in conditions:
        text = re.sub(r"[A-Z0-9_]+", lambda m: str(values.get(m.group(0)) == "y"), condition)
        if not eval(text.replace("&&", " and ").replace("||", " or ").replace("!", " not "), {}):
            return False
    return True


def settle(asked):
    values, selected = {}, set()
    for _ in range(len(order) + 1):
        before = dict(values)
        for name in order:
            symbol = symbols[name]
            live = [d for d in symbol.definitions if holds(d["depends"], values)]
            value = "n" if symbol.type == "bool" else None
            if live:
                prompt = any(d["prompt"] for d in live)
                defaults = [v for d in live for v in d["defaults"]]
                value = defaults[0] if defaults else ("n" if symbol.type == "bool" else "")
                if prompt and name in asked:
                    value = asked[name]
                    bounds = next((d["range"] for d in live if "range" in d), None)
                    if bounds and not bounds[0] <= int(value) <= bounds[1]:
                        value = defaults[0]
                if symbol.choice:
                    members = symbol.choice["members"]
                    chosen = [m for m in asked if m in members and asked[m] == "y"]
                    value = "y" if name == (chosen[-1] if chosen else symbol.choice["default"]) else "n"
            if name in selected:
                value = "y"
            values[name] = value
        selected = {s for n in order if values[n] == "y" for d in symbols[n].definitions for s in d["selects"]}
        if values == before:
            break
    return values


def main(root, defconfig, output):
    read(root, [])
    asked = {}
    for line in open(defconfig):
        match = re.match(r"CONFIG_(\w+)=(.*)", line)
        off = re.match(r"# CONFIG_(\w+) is not set", line)
        if match:
            name, value = match.groups()
            kind = symbols[name].type if name in symbols else None
            if kind == "string" and not value.startswith('"') or kind in ("int", "hex") and value.startswith('"'):
                print(f"{defconfig}:1:warning: symbol value '{value}' invalid for {name}")
                continue
            asked[name] = value.strip('"') if kind == "string" else value
        elif off:
            asked[off.group(1)] = "n"
    values = settle(asked)
    with open(output, "w") as file:
        for name in order:
            kind, value = symbols[name].type, values[name]
            if value is None:
                continue
            if kind == "bool":
                if value == "y":
                    file.write(f"CONFIG_{name}=y\n")
                elif any(holds(d["depends"], values) and d["prompt"] for d in symbols[name].definitions):
                    file.write(f"# CONFIG_{name} is not set\n")
            elif kind == "string":
                file.write(f'CONFIG_{name}="{value}"\n')
            else:
                file.write(f"CONFIG_{name}={value}\n")


main(*sys.argv[1:])
