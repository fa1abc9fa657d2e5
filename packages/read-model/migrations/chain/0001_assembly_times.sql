ALTER TABLE "chain"."assembly" ADD COLUMN "last_complete_at" bigint;--> statement-breakpoint
ALTER TABLE "chain"."assembly" ADD COLUMN "incomplete_since" bigint;