CREATE TABLE `blobs` (
	`hash` text PRIMARY KEY,
	`content` blob NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `chats` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`project_id` text NOT NULL,
	`title` text DEFAULT 'New Chat' NOT NULL,
	`title_source` text DEFAULT 'default' NOT NULL,
	`model` text,
	`draft` text DEFAULT '' NOT NULL,
	`leaf_id` text,
	`activity` integer DEFAULT 0 NOT NULL,
	`pinned` integer DEFAULT false NOT NULL,
	`shelf` text DEFAULT 'active' NOT NULL,
	`shelved_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT `fk_chats_project_id_projects_id_fk` FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON DELETE CASCADE,
	CONSTRAINT "chats_title_length" CHECK(length("title") between 1 and 255)
);
--> statement-breakpoint
CREATE TABLE `files` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`project_id` text NOT NULL,
	`uri` text NOT NULL,
	`path` text NOT NULL,
	`mode` text DEFAULT 'live' NOT NULL,
	`hash` text,
	`seen_hash` text,
	`created_at` integer NOT NULL,
	CONSTRAINT `fk_files_project_id_projects_id_fk` FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_files_hash_blobs_hash_fk` FOREIGN KEY (`hash`) REFERENCES `blobs`(`hash`),
	CONSTRAINT `fk_files_seen_hash_blobs_hash_fk` FOREIGN KEY (`seen_hash`) REFERENCES `blobs`(`hash`)
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`chat_id` text NOT NULL,
	`parent_id` text,
	`role` text NOT NULL,
	`status` text DEFAULT 'done' NOT NULL,
	`text` text NOT NULL,
	`reasoning` text DEFAULT '' NOT NULL,
	`model` text,
	`problem` text,
	`author_id` text,
	`created_at` integer NOT NULL,
	CONSTRAINT `fk_messages_chat_id_chats_id_fk` FOREIGN KEY (`chat_id`) REFERENCES `chats`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_messages_author_id_users_id_fk` FOREIGN KEY (`author_id`) REFERENCES `users`(`id`)
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`name` text PRIMARY KEY,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pieces` (
	`message_id` text NOT NULL,
	`kind` text NOT NULL,
	`offset` integer NOT NULL,
	`text` text NOT NULL,
	CONSTRAINT `pieces_pk` PRIMARY KEY(`message_id`, `kind`, `offset`),
	CONSTRAINT `fk_pieces_message_id_messages_id_fk` FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE TABLE `project_folders` (
	`project_id` text NOT NULL,
	`uri` text NOT NULL,
	`name` text NOT NULL,
	CONSTRAINT `project_folders_pk` PRIMARY KEY(`project_id`, `uri`),
	CONSTRAINT `fk_project_folders_project_id_projects_id_fk` FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE TABLE `projects` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`instructions` text DEFAULT '' NOT NULL,
	`model` text,
	`temperature` real DEFAULT 0.7 NOT NULL,
	`max_tokens` integer DEFAULT 4000 NOT NULL,
	`draft` text DEFAULT '' NOT NULL,
	`shelf` text DEFAULT 'active' NOT NULL,
	`shelved_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "projects_name_length" CHECK(length("name") between 1 and 255),
	CONSTRAINT "projects_temperature_range" CHECK("temperature" between 0 and 2),
	CONSTRAINT "projects_max_tokens_range" CHECK("max_tokens" >= 1)
);
--> statement-breakpoint
CREATE TABLE `request_parts` (
	`request_id` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`hash` text,
	`message_id` text,
	`file_id` text,
	`omitted` text,
	CONSTRAINT `request_parts_pk` PRIMARY KEY(`request_id`, `position`),
	CONSTRAINT `fk_request_parts_request_id_requests_id_fk` FOREIGN KEY (`request_id`) REFERENCES `requests`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE TABLE `requests` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`message_id` text NOT NULL,
	`model` text NOT NULL,
	`temperature` real,
	`max_tokens` integer,
	`input_tokens` integer,
	`output_tokens` integer,
	`cost_micros` integer,
	`first_token_ms` integer,
	`duration_ms` integer,
	`owner` text,
	`alive_at` integer,
	`created_at` integer NOT NULL,
	CONSTRAINT `fk_requests_message_id_messages_id_fk` FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE TABLE `users` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`name` text NOT NULL,
	`email` text UNIQUE,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chats_listed` ON `chats` (`project_id`,`shelf`,`pinned`,`activity`,`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `files_project_uri` ON `files` (`project_id`,`uri`);--> statement-breakpoint
CREATE INDEX `messages_tree` ON `messages` (`chat_id`,`parent_id`);--> statement-breakpoint
CREATE INDEX `requests_message` ON `requests` (`message_id`);