BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE attendances (
	enrolment_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	half VARCHAR(9) NOT NULL, 
	present BOOLEAN NOT NULL, 
	signed_by_id INTEGER, 
	signed_at DATETIME, 
	CONSTRAINT pk_attendances PRIMARY KEY (enrolment_id, day, half), 
	CONSTRAINT fk_attendances_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id), 
	CONSTRAINT fk_attendances_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES people (id)
);
INSERT INTO "attendances" VALUES(2,'2026-11-29','morning',1,4,'2026-11-29 23:34:42.000000');
INSERT INTO "attendances" VALUES(3,'2026-11-29','morning',1,4,'2026-11-29 23:34:42.000000');
INSERT INTO "attendances" VALUES(2,'2026-11-29','afternoon',1,4,'2026-11-29 23:34:43.000000');
INSERT INTO "attendances" VALUES(3,'2026-11-29','afternoon',0,4,'2026-11-29 23:34:43.000000');
CREATE TABLE bookings (
	id INTEGER NOT NULL, 
	kit VARCHAR(64) NOT NULL, 
	person_id INTEGER NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	made_at DATETIME NOT NULL, 
	cancelled_at DATETIME, 
	CONSTRAINT pk_bookings PRIMARY KEY (id), 
	CONSTRAINT fk_bookings_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE certificates (
	id INTEGER NOT NULL, 
	number VARCHAR(32) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	person_id INTEGER NOT NULL, 
	cohort_id VARCHAR(64) NOT NULL, 
	issued_at DATETIME NOT NULL, 
	content JSON NOT NULL, 
	content_sha256 VARCHAR(64) NOT NULL, 
	revoked_at DATETIME, 
	revoked_why TEXT NOT NULL, 
	replaces_id INTEGER, 
	CONSTRAINT pk_certificates PRIMARY KEY (id), 
	CONSTRAINT ck_certificates_kind CHECK (kind in ('attestation', 'completion')), 
	CONSTRAINT fk_certificates_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT fk_certificates_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_certificates_replaces_id FOREIGN KEY(replaces_id) REFERENCES certificates (id), 
	CONSTRAINT uq_certificates_number UNIQUE (number)
);
INSERT INTO "certificates" VALUES(1,'C5G-2026-05TM-JN57','attestation',5,'quai-nord','2026-11-29 23:34:45.000000','{"number": "C5G-2026-05TM-JN57", "kind": "attestation", "language": "fr", "issued_on": "2026-11-29", "holder": {"first_name": "Ada", "last_name": "Lovelace", "employer": ""}, "training": {"title": "Quai nord", "nature": "Action de formation", "mode": "mixed", "place": "Salle 3", "starts": "2026-11-28", "ends": "2026-12-09", "planned_hours": 7.0, "active_minutes": 0}, "pass_mark": 0.6, "modules": [{"module": "essentials-why-5g", "title": {"fr": "Pourquoi la 5G\u202f?", "en": "Why 5G?"}, "minutes": 30, "points": 0.0, "out_of": 16.0, "to_read": true, "objectives": [{"objective": {"fr": "Nommer les trois familles de services de la 5G et associer un besoin \u00e0 chacune", "en": "Name the three service families of 5G and match each to a need"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Distinguer 5G publique et priv\u00e9e, NSA et SA", "en": "Distinguish public from private 5G, and NSA from SA"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Dire quand le c\u00e2ble, le Wi-Fi, LTE-M ou LoRaWAN est le meilleur choix", "en": "Say when cable, Wi-Fi, LTE-M or LoRaWAN is the better choice"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Expliquer ce que la 5G priv\u00e9e apporte de plus que du d\u00e9bit, et ce qu\u2019elle ne garantit pas", "en": "Explain what private 5G offers besides data rate, and what it does not guarantee"}, "share": 0.0, "reached": false}]}, {"module": "packet-capture", "title": {"fr": "Lire une capture 5G", "en": "Reading a 5G capture"}, "minutes": 100, "points": 21.0, "out_of": 22.0, "to_read": false, "objectives": [{"objective": {"fr": "Capturer dans les r\u00e8gles : o\u00f9, combien de temps, avec quel accord", "en": "Capture by the rules: where, for how long, with whose consent"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Retrouver dans une capture l\u2019identit\u00e9, la protection et la tranche d\u2019un terminal", "en": "Find a device\u2019s identity, protection and slice in a capture"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Choisir entre filtre de capture et filtre d\u2019affichage", "en": "Choose between a capture filter and a display filter"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Distinguer l\u2019enregistrement de la session de donn\u00e9es et suivre un terminal par ses tunnels", "en": "Tell registration from data session and follow a device by its tunnels"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Ouvrir un paquet GTP-U couche par couche, et en construire un", "en": "Open a GTP-U packet layer by layer, and build one"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Prouver la cause d\u2019un \u00e9chec d\u2019enregistrement et choisir l\u2019intervention", "en": "Prove the cause of a failed registration and choose what to do about it"}, "share": 0.8333333333333334, "reached": true}]}], "provider": {"name": "Port de Formation", "address": "1 quai", "siret": "12345678901234", "declaration_number": "11 22 33333 44", "stamp": "", "signatory": "Dominique Roux", "contact": "04 00 00 00 00"}, "opening": "R\u00e9sultats de l\u2019\u00e9valuation des acquis, objectif par objectif.", "replaces": ""}','5d697bbfe7cdb90b9f520bd36e830ca35fe600f6160b6efc8dbf3783b7913477',NULL,'',NULL);
INSERT INTO "certificates" VALUES(2,'C5G-2026-SQGQ-RXEZ','completion',5,'quai-nord','2026-11-29 23:35:04.000000','{"number": "C5G-2026-SQGQ-RXEZ", "kind": "completion", "language": "fr", "issued_on": "2026-11-29", "holder": {"first_name": "Ada", "last_name": "Lovelace", "employer": ""}, "training": {"title": "Quai nord", "nature": "Action de formation", "mode": "mixed", "place": "Salle 3", "starts": "2026-11-28", "ends": "2026-12-09", "planned_hours": 7.0, "active_minutes": 0}, "pass_mark": 0.6, "modules": [{"module": "essentials-why-5g", "title": {"fr": "Pourquoi la 5G\u202f?", "en": "Why 5G?"}, "minutes": 30, "points": 0.0, "out_of": 16.0, "to_read": true, "objectives": [{"objective": {"fr": "Nommer les trois familles de services de la 5G et associer un besoin \u00e0 chacune", "en": "Name the three service families of 5G and match each to a need"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Distinguer 5G publique et priv\u00e9e, NSA et SA", "en": "Distinguish public from private 5G, and NSA from SA"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Dire quand le c\u00e2ble, le Wi-Fi, LTE-M ou LoRaWAN est le meilleur choix", "en": "Say when cable, Wi-Fi, LTE-M or LoRaWAN is the better choice"}, "share": 0.0, "reached": false}, {"objective": {"fr": "Expliquer ce que la 5G priv\u00e9e apporte de plus que du d\u00e9bit, et ce qu\u2019elle ne garantit pas", "en": "Explain what private 5G offers besides data rate, and what it does not guarantee"}, "share": 0.0, "reached": false}]}, {"module": "packet-capture", "title": {"fr": "Lire une capture 5G", "en": "Reading a 5G capture"}, "minutes": 100, "points": 21.0, "out_of": 22.0, "to_read": false, "objectives": [{"objective": {"fr": "Capturer dans les r\u00e8gles : o\u00f9, combien de temps, avec quel accord", "en": "Capture by the rules: where, for how long, with whose consent"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Retrouver dans une capture l\u2019identit\u00e9, la protection et la tranche d\u2019un terminal", "en": "Find a device\u2019s identity, protection and slice in a capture"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Choisir entre filtre de capture et filtre d\u2019affichage", "en": "Choose between a capture filter and a display filter"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Distinguer l\u2019enregistrement de la session de donn\u00e9es et suivre un terminal par ses tunnels", "en": "Tell registration from data session and follow a device by its tunnels"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Ouvrir un paquet GTP-U couche par couche, et en construire un", "en": "Open a GTP-U packet layer by layer, and build one"}, "share": 1.0, "reached": true}, {"objective": {"fr": "Prouver la cause d\u2019un \u00e9chec d\u2019enregistrement et choisir l\u2019intervention", "en": "Prove the cause of a failed registration and choose what to do about it"}, "share": 0.8333333333333334, "reached": true}]}], "provider": {"name": "Port de Formation", "address": "1 quai", "siret": "12345678901234", "declaration_number": "11 22 33333 44", "stamp": "", "signatory": "Dominique Roux", "contact": "04 00 00 00 00"}, "opening": "atteste que la personne nomm\u00e9e ci-dessous a suivi la formation suivante.", "replaces": ""}','452acd5f6a5f9e8bf6e22983a73563283f4c588548686f8c44b01a1b24b39661',NULL,'',NULL);
CREATE TABLE cohort_modules (
	id INTEGER NOT NULL, 
	cohort_id VARCHAR(64) NOT NULL, 
	module VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	due_at DATETIME, 
	released_at DATETIME, 
	feedback_at DATETIME, 
	marked_at DATETIME, 
	anonymity_key VARCHAR(32), 
	CONSTRAINT pk_cohort_modules PRIMARY KEY (id), 
	CONSTRAINT fk_cohort_modules_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT uq_cohort_modules_cohort_id_module UNIQUE (cohort_id, module)
);
INSERT INTO "cohort_modules" VALUES(13,'quai-nord','essentials-why-5g',0,NULL,'2026-11-29 23:08:19.000000',NULL,NULL,NULL);
INSERT INTO "cohort_modules" VALUES(14,'quai-nord','packet-capture',1,'2026-12-04 17:00:00.000000','2026-11-29 23:08:47.000000','2026-11-29 23:34:41.000000','2026-11-29 23:33:39.000000',NULL);
CREATE TABLE cohort_trainers (
	cohort_id VARCHAR(64) NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_cohort_trainers PRIMARY KEY (cohort_id, person_id), 
	CONSTRAINT fk_cohort_trainers_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT fk_cohort_trainers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "cohort_trainers" VALUES('quai-nord',4);
CREATE TABLE cohorts (
	id VARCHAR(64) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	starts DATE, 
	ends DATE, 
	mode VARCHAR(8) NOT NULL, 
	place VARCHAR(200) NOT NULL, 
	planned_hours DOUBLE NOT NULL, 
	pass_mark DOUBLE NOT NULL, 
	open_to_all BOOLEAN NOT NULL, 
	graded_at_once BOOLEAN NOT NULL, 
	kits JSON NOT NULL, 
	archived BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_cohorts PRIMARY KEY (id), 
	CONSTRAINT ck_cohorts_mode CHECK (mode in ('on-site', 'distance', 'mixed')), 
	CONSTRAINT ck_cohorts_pass_mark CHECK (pass_mark >= 0 and pass_mark <= 1)
);
INSERT INTO "cohorts" VALUES('quai-nord','Quai nord','fr','2026-11-28','2026-12-09','mixed','Salle 3',7.0,0.6,0,0,'[]',0,'2026-11-29 23:07:22.000000');
CREATE TABLE enrolments (
	id INTEGER NOT NULL, 
	cohort_id VARCHAR(64) NOT NULL, 
	person_id INTEGER NOT NULL, 
	enrolled_at DATETIME NOT NULL, 
	left_at DATETIME, 
	left_why TEXT NOT NULL, 
	CONSTRAINT pk_enrolments PRIMARY KEY (id), 
	CONSTRAINT fk_enrolments_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT fk_enrolments_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_enrolments_cohort_id_person_id UNIQUE (cohort_id, person_id)
);
INSERT INTO "enrolments" VALUES(2,'quai-nord',5,'2026-11-29 23:07:26.000000',NULL,'');
INSERT INTO "enrolments" VALUES(3,'quai-nord',6,'2026-11-29 23:07:28.000000',NULL,'');
CREATE TABLE errands (
	id INTEGER NOT NULL, 
	cohort_id VARCHAR(64) NOT NULL, 
	module VARCHAR(64) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	started_by_id INTEGER, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	state VARCHAR(8) NOT NULL, 
	problem TEXT NOT NULL, 
	CONSTRAINT pk_errands PRIMARY KEY (id), 
	CONSTRAINT ck_errands_state CHECK (state in ('running', 'done', 'failed')), 
	CONSTRAINT ck_errands_kind CHECK (kind in ('build', 'release', 'feedback')), 
	CONSTRAINT fk_errands_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT fk_errands_started_by_id FOREIGN KEY(started_by_id) REFERENCES people (id)
);
INSERT INTO "errands" VALUES(1,'quai-nord','','build',4,'2026-11-29 23:07:22.000000','2026-11-29 23:07:52.000000','done','');
INSERT INTO "errands" VALUES(2,'quai-nord','essentials-why-5g','release',4,'2026-11-29 23:08:00.000000','2026-11-29 23:08:19.000000','done','');
INSERT INTO "errands" VALUES(3,'quai-nord','packet-capture','release',4,'2026-11-29 23:08:20.000000','2026-11-29 23:08:47.000000','done','');
INSERT INTO "errands" VALUES(4,'quai-nord','packet-capture','feedback',4,'2026-11-29 23:33:43.000000','2026-11-29 23:34:41.000000','done','');
CREATE TABLE extensions (
	cohort_module_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT pk_extensions PRIMARY KEY (cohort_module_id, person_id), 
	CONSTRAINT fk_extensions_cohort_module_id FOREIGN KEY(cohort_module_id) REFERENCES cohort_modules (id), 
	CONSTRAINT fk_extensions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "extensions" VALUES(14,6,'2026-12-07 17:00:00.000000');
CREATE TABLE gradings (
	id INTEGER NOT NULL, 
	cohort_module_id INTEGER NOT NULL, 
	started_by_id INTEGER, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	state VARCHAR(8) NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	problem TEXT NOT NULL, 
	report JSON, 
	CONSTRAINT pk_gradings PRIMARY KEY (id), 
	CONSTRAINT ck_gradings_state CHECK (state in ('running', 'done', 'failed')), 
	CONSTRAINT fk_gradings_cohort_module_id FOREIGN KEY(cohort_module_id) REFERENCES cohort_modules (id), 
	CONSTRAINT fk_gradings_started_by_id FOREIGN KEY(started_by_id) REFERENCES people (id)
);
INSERT INTO "gradings" VALUES(1,13,4,'2026-11-29 23:29:19.000000','2026-11-29 23:29:50.000000','done',2,2,'','{"assignment": "essentials-why-5g", "level": "namespaces", "workers": 2, "started": "2026-11-29T23:29:39.021595+00:00", "seconds": 11.311996, "submissions": [{"student": "ada", "status": "graded", "seconds": 4.707427139000174, "points": 0.0, "max_points": 16.0, "needs_manual_grade": true, "sentences": [], "learner_sentence": "Your work is graded.", "executors": ["forked"], "cpu_s": 0.430733, "peak_memory_bytes": 77070336, "slowest": {"notebook": "essentials-why-5g", "cell": "final", "seconds": 0.4365436310004043, "suspicions": []}, "suspicious": []}, {"student": "bob", "status": "graded", "seconds": 4.723631417999968, "points": 0.0, "max_points": 16.0, "needs_manual_grade": true, "sentences": [], "learner_sentence": "Your work is graded.", "executors": ["forked"], "cpu_s": 0.429212, "peak_memory_bytes": 77078528, "slowest": {"notebook": "essentials-why-5g", "cell": "final", "seconds": 0.37020699999993667, "suspicions": []}, "suspicious": []}], "items": [{"notebook": "essentials-why-5g", "cell": "workplace", "max_score": 4.0, "full": 0, "partial": 0, "none": 0, "manual": 2, "points": 0.0, "pass_rate": null}, {"notebook": "essentials-why-5g", "cell": "final", "max_score": 12.0, "full": 0, "partial": 0, "none": 2, "manual": 0, "points": 0.0, "pass_rate": 0.0}], "control_group": false, "counts": {"graded": 2}}');
INSERT INTO "gradings" VALUES(2,14,4,'2026-11-29 23:29:51.000000','2026-11-29 23:33:29.000000','done',2,2,'','{"assignment": "packet-capture", "level": "namespaces", "workers": 2, "started": "2026-11-29T23:30:02.615426+00:00", "seconds": 206.812807, "submissions": [{"student": "ada", "status": "graded", "seconds": 199.959483954, "points": 18.0, "max_points": 22.0, "needs_manual_grade": true, "sentences": [], "learner_sentence": "Your work is graded.", "executors": ["forked"], "cpu_s": 18.833792, "peak_memory_bytes": 302862336, "slowest": {"notebook": "packet-capture", "cell": "cause", "seconds": 22.746912840999812, "suspicions": []}, "suspicious": []}, {"student": "bob", "status": "graded", "seconds": 108.26601667199975, "points": 9.0, "max_points": 22.0, "needs_manual_grade": true, "sentences": [], "learner_sentence": "Your work is graded.", "executors": ["forked"], "cpu_s": 11.229826000000001, "peak_memory_bytes": 323788800, "slowest": {"notebook": "packet-capture", "cell": "capture", "seconds": 9.376586826999755, "suspicions": []}, "suspicious": []}], "items": [{"notebook": "packet-capture", "cell": "allowed", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "capture", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "imsi", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "concealed", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "algorithms", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "filter", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "guti", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "ladder", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "session", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "address", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "service", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "tunnel", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "flows", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "inside", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "wrap", "max_score": 2.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 4.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "cause", "max_score": 1.0, "full": 1, "partial": 0, "none": 1, "manual": 0, "points": 1.0, "pass_rate": 0.5}, {"notebook": "packet-capture", "cell": "action", "max_score": 1.0, "full": 2, "partial": 0, "none": 0, "manual": 0, "points": 2.0, "pass_rate": 1.0}, {"notebook": "packet-capture", "cell": "workplace", "max_score": 4.0, "full": 0, "partial": 0, "none": 0, "manual": 2, "points": 0.0, "pass_rate": null}], "control_group": false, "counts": {"graded": 2}}');
CREATE TABLE help_requests (
	id INTEGER NOT NULL, 
	enrolment_id INTEGER NOT NULL, 
	module VARCHAR(64) NOT NULL, 
	question TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answer TEXT NOT NULL, 
	answered_by_id INTEGER, 
	answered_at DATETIME, 
	CONSTRAINT pk_help_requests PRIMARY KEY (id), 
	CONSTRAINT fk_help_requests_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES people (id), 
	CONSTRAINT fk_help_requests_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)
);
INSERT INTO "help_requests" VALUES(1,2,'packet-capture','Où est la porte 3 ?','2026-11-29 23:29:17.000000','Au bout du quai.',4,'2026-11-29 23:29:18.000000');
CREATE TABLE identities (
	person_id INTEGER NOT NULL, 
	first_name VARCHAR(100) NOT NULL, 
	last_name VARCHAR(100) NOT NULL, 
	employer VARCHAR(200) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	CONSTRAINT pk_identities PRIMARY KEY (person_id), 
	CONSTRAINT fk_identities_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "identities" VALUES(3,'','','','');
INSERT INTO "identities" VALUES(4,'Alma','Diaz','Port','alma@example.org');
INSERT INTO "identities" VALUES(5,'Ada','Lovelace','','ada@example.org');
INSERT INTO "identities" VALUES(6,'Bob','Noël','','bob@example.org');
CREATE TABLE invitations (
	token_hash VARCHAR(64) NOT NULL, 
	cohort_id VARCHAR(64) NOT NULL, 
	made_by_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	uses_left INTEGER NOT NULL, 
	CONSTRAINT pk_invitations PRIMARY KEY (token_hash), 
	CONSTRAINT fk_invitations_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohorts (id), 
	CONSTRAINT fk_invitations_made_by_id FOREIGN KEY(made_by_id) REFERENCES people (id)
);
CREATE TABLE maintenances (
	id INTEGER NOT NULL, 
	kit VARCHAR(64) NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_maintenances PRIMARY KEY (id)
);
CREATE TABLE people (
	id INTEGER NOT NULL, 
	name VARCHAR(32) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	pass_phrase_hash VARCHAR(200) NOT NULL, 
	active BOOLEAN NOT NULL, 
	signed_up BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	erasure_asked_at DATETIME, 
	erased_at DATETIME, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT ck_people_language CHECK (language in ('fr', 'en')), 
	CONSTRAINT ck_people_role CHECK (role in ('learner', 'trainer', 'administrator')), 
	CONSTRAINT uq_people_name UNIQUE (name)
);
INSERT INTO "people" VALUES(3,'dominique','administrator','fr','$argon2id$v=19$m=65536,t=3,p=4$juDRPuG8v+wO3oVExpBvkQ$zP1yZI9Fp2oJaHz9+Ju4K+mpyQ0sMdYIIaLS/iYUggI',1,0,'2026-11-29 23:06:52.000000',NULL,NULL);
INSERT INTO "people" VALUES(4,'alma','trainer','en','$argon2id$v=19$m=65536,t=3,p=4$Afi6VDH/yl3O1DvGP6B0pQ$Ri2BBTip1hI10Bu0BvMI4petgFoc6rrXKF2rTl0xe2Q',1,0,'2026-11-29 23:07:15.000000',NULL,NULL);
INSERT INTO "people" VALUES(5,'ada','learner','fr','$argon2id$v=19$m=65536,t=3,p=4$RJZByLsk0xPUem2UyqdKHw$qxBPNB7eRf+SM5CVTRVBSpQbNFf2fScXOibePQGJjrM',1,0,'2026-11-29 23:07:26.000000',NULL,NULL);
INSERT INTO "people" VALUES(6,'bob','learner','fr','$argon2id$v=19$m=65536,t=3,p=4$PhaMSsRDp4PVnUE1erSmMg$+BCJbtRC/RgOXKsA2D3AcxTaLL4qV+LXVprRVP2KPrk',1,0,'2026-11-29 23:07:28.000000',NULL,NULL);
CREATE TABLE settings (
	"key" VARCHAR(64) NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('provider','{"name": "Port de Formation", "address": "1 quai", "siret": "12345678901234", "declaration_number": "11 22 33333 44", "stamp": "", "signatory": "Dominique Roux", "contact": "04 00 00 00 00"}');
INSERT INTO "settings" VALUES('retention','{"certificate_years": 5, "proof_years": 7, "idle_account_months": 24}');
CREATE TABLE survey_answers (
	enrolment_id INTEGER NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	answers JSON NOT NULL, 
	given_at DATETIME NOT NULL, 
	CONSTRAINT pk_survey_answers PRIMARY KEY (enrolment_id, kind), 
	CONSTRAINT fk_survey_answers_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)
);
CREATE TABLE traces (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who VARCHAR(32) NOT NULL, 
	action VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	detail JSON, 
	CONSTRAINT pk_traces PRIMARY KEY (id)
);
CREATE TABLE waitings (
	id INTEGER NOT NULL, 
	kit VARCHAR(64) NOT NULL, 
	person_id INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_waitings PRIMARY KEY (id), 
	CONSTRAINT fk_waitings_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE INDEX ix_maintenances_kit ON maintenances (kit);
CREATE INDEX ix_traces_at ON traces (at);
CREATE INDEX ix_bookings_kit_starts_at ON bookings (kit, starts_at);
CREATE INDEX ix_errands_cohort_id_module ON errands (cohort_id, module);
COMMIT;
