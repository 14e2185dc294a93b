"""Puts the kernel's messages into the notebook: nbclient's way, the common ones by a short cut.

nbformat checks each output that it makes against the schema of notebooks, for a third of a
millisecond. What `hostile` has let through needs that only where the schema asks for more.
"""

from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.running.hostile import Message


def assemble(client: Any, message: Message, cell: NotebookNode, index: int) -> None:
    """Do what a message says to the cell at `index`; `client` is the nbclient of the notebook.

    Raises:
        nbformat.ValidationError: a notebook cannot hold the output.
    """
    msg_id = str(index)
    output = _plain_output(message)
    if message.msg_type == "execute_input":
        if "execution_count" in message.content:
            cell["execution_count"] = message.content["execution_count"]
        return
    if output is None or client.output_hook_stack.get(msg_id):
        client.process_message(message.as_jupyter(msg_id), cell, index)
        return
    if "execution_count" in message.content:
        cell["execution_count"] = message.content["execution_count"]
    if client.clear_before_next_output:
        cell.outputs[:] = []
        client.clear_display_id_mapping(index)
        client.clear_before_next_output = False
    cell.outputs.append(output)


def _plain_output(message: Message) -> NotebookNode | None:
    """Return the output in the message; None if it has to go through nbclient."""
    content = message.content
    fields: dict[str, Any]
    if message.msg_type == "stream":
        fields = {"name": content["name"], "text": content["text"]}
    elif message.msg_type == "error":
        fields = {name: content[name] for name in ("ename", "evalue", "traceback")}
    elif message.msg_type in ("execute_result", "display_data"):
        shown_again = (content.get("transient") or {}).get("display_id")
        data = content["data"]
        if shown_again or not all(isinstance(value, str) for value in data.values()):
            return None
        fields = {"data": data, "metadata": content["metadata"]}
        if message.msg_type == "execute_result":
            fields["execution_count"] = content["execution_count"]
    else:
        return None
    node: NotebookNode = from_dict({"output_type": message.msg_type, **fields})  # type: ignore[no-untyped-call]
    return node
