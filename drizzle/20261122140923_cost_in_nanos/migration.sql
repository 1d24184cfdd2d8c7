ALTER TABLE `requests` ADD `cached_tokens` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `reasoning_tokens` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `is_estimated` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `cost_nanos` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `saved_nanos` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `dropped` text;