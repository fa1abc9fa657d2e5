CREATE SCHEMA IF NOT EXISTS "blobs";
--> statement-breakpoint
CREATE TABLE "blobs"."blob" (
	"digest" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"structurally_valid" boolean NOT NULL,
	"origin" text NOT NULL,
	"stored_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blobs"."blob_fetch" (
	"digest" text PRIMARY KEY NOT NULL,
	"owner" text,
	"state" text NOT NULL,
	"attempts" bigint NOT NULL,
	"last_result" text,
	"last_peer" text,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blobs"."network_key_output" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"output" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "network_key_output_epoch_key_id_output_pk" PRIMARY KEY("epoch","key_id","output")
);
