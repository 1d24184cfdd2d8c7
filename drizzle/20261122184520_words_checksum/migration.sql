ALTER TABLE `messages` ADD `checksum` integer;--> statement-breakpoint
CREATE INDEX `messages_without_checksum` ON `messages` (`key`) WHERE "checksum" is null;