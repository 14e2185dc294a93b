"""What each attempt would have done, in words for the person who runs the host."""

from collections.abc import Callable

from autograder.language import t


def sentence(name: str, *, held: bool) -> str:
    """Return whether a notebook can do what the attempt tried, as a sentence."""
    deed = _DEEDS[name]()
    if held:
        return t(fr=f"Un notebook ne peut pas {deed}.", en=f"A notebook cannot {deed}.")
    return t(fr=f"Un notebook peut {deed}.", en=f"A notebook can {deed}.")


_DEEDS: dict[str, Callable[[], str]] = {
    "read_passwords": lambda: t(
        fr="lire les mots de passe de la machine", en="read the host’s passwords"
    ),
    "read_gradebook": lambda: t(fr="lire le carnet de notes", en="read the gradebook"),
    "list_course": lambda: t(
        fr="parcourir les dossiers du cours", en="look into the course’s folders"
    ),
    "change_gradebook": lambda: t(fr="modifier le carnet de notes", en="change the gradebook"),
    "lock_gradebook_away": lambda: t(
        fr="changer les droits du carnet de notes", en="change who may open the gradebook"
    ),
    "write_beside_system": lambda: t(
        fr="écrire parmi les fichiers du système", en="write among the system’s files"
    ),
    "write_into_interpreter": lambda: t(
        fr="modifier l’interpréteur ou ses modules", en="change the interpreter or its modules"
    ),
    "read_block_device": lambda: t(fr="lire un disque", en="read a disk"),
    "open_other_devices": lambda: t(
        fr="ouvrir un périphérique de la machine", en="open a device of the host"
    ),
    "make_device": lambda: t(fr="créer un périphérique", en="create a device"),
    "see_other_processes": lambda: t(
        fr="voir les processus de la machine", en="see the host’s processes"
    ),
    "signal_other_process": lambda: t(
        fr="envoyer un signal à un autre processus", en="signal another process"
    ),
    "limit_other_process": lambda: t(
        fr="changer les limites d’un autre processus", en="change another process’s limits"
    ),
    "trace_other_process": lambda: t(
        fr="prendre la main sur un autre processus", en="take control of another process"
    ),
    "trace_own_child": lambda: t(fr="déboguer par ptrace", en="debug through ptrace"),
    "read_other_memory": lambda: t(
        fr="lire la mémoire d’un processus", en="read another process’s memory"
    ),
    "take_descriptor": lambda: t(
        fr="prendre un fichier ouvert par un autre processus",
        en="take a file that another process has open",
    ),
    "connect_out": lambda: t(
        fr="joindre un service de la machine", en="reach a service of the host"
    ),
    "connect_by_name": lambda: t(
        fr="joindre une prise Unix abstraite", en="reach an abstract Unix socket"
    ),
    "connect_by_path": lambda: t(
        fr="joindre une prise Unix par son chemin", en="reach a Unix socket by its path"
    ),
    "send_datagram": lambda: t(fr="envoyer un datagramme au-dehors", en="send a datagram out"),
    "open_raw_socket": lambda: t(fr="ouvrir une prise brute", en="open a raw socket"),
    "open_packet_socket": lambda: t(fr="écouter le réseau", en="listen to the network"),
    "open_netlink_socket": lambda: t(
        fr="parler au réseau du noyau", en="talk to the kernel’s network"
    ),
    "open_vsock": lambda: t(
        fr="joindre la machine hôte par vsock", en="reach the hypervisor through vsock"
    ),
    "see_host_interfaces": lambda: t(
        fr="voir les interfaces réseau de la machine", en="see the host’s network interfaces"
    ),
    "know_host_name": lambda: t(fr="connaître le nom de la machine", en="learn the host’s name"),
    "mount": lambda: t(fr="monter un système de fichiers", en="mount a file system"),
    "mount_by_fsopen": lambda: t(
        fr="monter un système de fichiers par les appels récents",
        en="mount a file system through the newer calls",
    ),
    "clone_tree": lambda: t(fr="copier l’arborescence", en="copy the mount tree"),
    "change_root": lambda: t(fr="changer de racine", en="change its root"),
    "pivot_root": lambda: t(fr="échanger la racine", en="swap the root"),
    "new_namespace": lambda: t(
        fr="créer un espace de noms utilisateur", en="create a user namespace"
    ),
    "new_namespace_by_clone": lambda: t(
        fr="créer un espace de noms par clone", en="create a user namespace through clone"
    ),
    "new_namespace_by_clone3": lambda: t(
        fr="créer un espace de noms par clone3", en="create a user namespace through clone3"
    ),
    "enter_namespace": lambda: t(
        fr="entrer dans un autre espace de noms", en="enter another namespace"
    ),
    "open_by_handle": lambda: t(
        fr="ouvrir un fichier par son numéro", en="open a file by its handle"
    ),
    "read_keyring": lambda: t(fr="lire le trousseau du noyau", en="read the kernel’s keyring"),
    "add_key": lambda: t(
        fr="écrire dans le trousseau du noyau", en="write to the kernel’s keyring"
    ),
    "load_bpf": lambda: t(fr="utiliser bpf", en="use bpf"),
    "use_io_uring": lambda: t(fr="utiliser io_uring", en="use io_uring"),
    "use_userfaultfd": lambda: t(fr="utiliser userfaultfd", en="use userfaultfd"),
    "use_perf": lambda: t(fr="utiliser perf", en="use perf"),
    "load_module": lambda: t(fr="charger un module du noyau", en="load a kernel module"),
    "load_kernel": lambda: t(fr="charger un autre noyau", en="load another kernel"),
    "hide_memory": lambda: t(
        fr="prendre de la mémoire que rien ne compte (memfd)",
        en="allocate memory that nothing counts (memfd)",
    ),
    "share_memory": lambda: t(
        fr="prendre de la mémoire que rien ne compte (System V)",
        en="allocate memory that nothing counts (System V)",
    ),
    "change_kernel_settings": lambda: t(
        fr="changer les réglages du noyau", en="change the kernel’s settings"
    ),
    "type_into_terminal": lambda: t(
        fr="taper dans un terminal à la place de quelqu’un",
        en="type into someone else’s terminal",
    ),
    "keep_capabilities": lambda: t(
        fr="garder un privilège (capability)", en="keep a privilege (capability)"
    ),
    "gain_privileges": lambda: t(
        fr="gagner des privilèges par un programme set-uid",
        en="gain privileges through a set-uid program",
    ),
    "be_root": lambda: t(fr="être root", en="be root"),
    "find_secret_in_environment": lambda: t(
        fr="lire les variables d’environnement du correcteur",
        en="read the grader’s environment variables",
    ),
    "find_open_files": lambda: t(
        fr="hériter d’un fichier ouvert", en="inherit a file that is open"
    ),
    "take_memory": lambda: t(
        fr="prendre plus de mémoire que permis", en="use more memory than allowed"
    ),
    "take_memory_together": lambda: t(
        fr="prendre à plusieurs processus plus de mémoire que permis",
        en="use more memory than allowed with several processes",
    ),
    "take_processes": lambda: t(
        fr="lancer plus de processus que permis", en="start more processes than allowed"
    ),
    "write_large_file": lambda: t(
        fr="écrire un fichier plus grand que permis", en="write a larger file than allowed"
    ),
    "fill_disk": lambda: t(fr="remplir le disque de la machine", en="fill more disk than allowed"),
    "open_many_files": lambda: t(
        fr="ouvrir plus de fichiers que permis", en="open more files than allowed"
    ),
    "dump_core": lambda: t(fr="laisser un vidage mémoire", en="leave a memory dump"),
    "compute_for_ever": lambda: t(
        fr="calculer plus longtemps que permis", en="compute for longer than allowed"
    ),
    "outlive": lambda: t(fr="laisser un processus derrière lui", en="leave a process behind"),
}
