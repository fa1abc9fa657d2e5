CREATE SCHEMA IF NOT EXISTS "announcer";
--> statement-breakpoint
CREATE TABLE "announcer"."attestation" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"encoded" text NOT NULL,
	"items" jsonb NOT NULL,
	"mismatch" jsonb
);
--> statement-breakpoint
CREATE TABLE "announcer"."own_announcement" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"timestamp_ms" bigint NOT NULL,
	"blob_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "announcer"."submission" (
	"epoch" bigint NOT NULL,
	"kind" text NOT NULL,
	"sequence_number" bigint NOT NULL,
	"key_digest" text NOT NULL,
	"encoded" text NOT NULL,
	"state" text NOT NULL,
	"attempts" bigint NOT NULL,
	"last_error" text,
	"since" bigint NOT NULL,
	CONSTRAINT "submission_epoch_kind_sequence_number_key_digest_pk" PRIMARY KEY("epoch","kind","sequence_number","key_digest")
);
