CREATE TABLE `erased_usage` (
	`day` text NOT NULL,
	`project_id` text NOT NULL,
	`model` text NOT NULL,
	`request_count` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cost_nanos` integer NOT NULL,
	`unpriced_count` integer NOT NULL,
	CONSTRAINT `erased_usage_pk` PRIMARY KEY(`day`, `project_id`, `model`)
);
--> statement-breakpoint
CREATE TABLE `images` (
	`key` integer PRIMARY KEY AUTOINCREMENT,
	`id` text NOT NULL UNIQUE,
	`message_id` text,
	`chat_id` text,
	`project_id` text,
	`hash` text NOT NULL,
	`media_type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT `fk_images_message_id_messages_id_fk` FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_images_chat_id_chats_id_fk` FOREIGN KEY (`chat_id`) REFERENCES `chats`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_images_project_id_projects_id_fk` FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_images_hash_blobs_hash_fk` FOREIGN KEY (`hash`) REFERENCES `blobs`(`hash`),
	CONSTRAINT "images_one_place" CHECK(("message_id" is not null) + ("chat_id" is not null) + ("project_id" is not null) = 1)
);
--> statement-breakpoint
ALTER TABLE `chats` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `citations` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `reasoning_ms` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `cap_nanos` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `cap_tokens` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `counted_tokens` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `reserved_nanos` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `reserved_tokens` integer;--> statement-breakpoint
CREATE INDEX `images_message` ON `images` (`message_id`);--> statement-breakpoint
CREATE INDEX `images_chat_draft` ON `images` (`chat_id`);--> statement-breakpoint
CREATE INDEX `images_project_draft` ON `images` (`project_id`);--> statement-breakpoint
CREATE INDEX `requests_created` ON `requests` (`created_at`);--> statement-breakpoint
CREATE INDEX `requests_model` ON `requests` (`model`);