CREATE SCHEMA IF NOT EXISTS "chain";
--> statement-breakpoint
CREATE TABLE "chain"."assembly" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"missing" jsonb NOT NULL,
	"final" boolean NOT NULL,
	"members" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."chain_read_counter" (
	"method" text PRIMARY KEY NOT NULL,
	"count" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."epoch_view" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"committee" jsonb NOT NULL,
	"addresses" jsonb NOT NULL,
	"protocol_version" bigint NOT NULL,
	"epoch_start_ms" bigint NOT NULL,
	"epoch_duration_ms" bigint NOT NULL,
	"previous_committee" jsonb,
	"next_committee" jsonb,
	"next_addresses" jsonb,
	"end_of_publish_ready" boolean DEFAULT false NOT NULL,
	"locked_sessions" boolean DEFAULT false NOT NULL,
	"observed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."network_key" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"dkg_at_epoch" bigint NOT NULL,
	"state" text NOT NULL,
	"current_epoch" bigint NOT NULL,
	CONSTRAINT "network_key_epoch_key_id_pk" PRIMARY KEY("epoch","key_id")
);
