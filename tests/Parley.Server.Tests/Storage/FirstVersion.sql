-- A database as version 0.1 of the server left it: both of its migrations, and a row or two.
CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "api_keys" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_api_keys" PRIMARY KEY,
    "Kind" TEXT NOT NULL,
    "Hash" BLOB NOT NULL,
    "Prefix" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "RevokedAt" INTEGER NULL
);

CREATE TABLE "owned_numbers" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_owned_numbers" PRIMARY KEY,
    "Number" TEXT NOT NULL,
    "Trunk" TEXT NULL,
    "Name" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL
);

CREATE TABLE "server_identity" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_server_identity" PRIMARY KEY AUTOINCREMENT,
    "DomainId" TEXT NOT NULL,
    "TokenSecret" BLOB NOT NULL
);

CREATE TABLE "sessions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_sessions" PRIMARY KEY,
    "Agent" TEXT NOT NULL,
    "RoomName" TEXT NULL,
    "RoomUrl" TEXT NULL,
    "BodyHash" BLOB NULL,
    "BodySize" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "EndedAt" INTEGER NULL,
    "BotStartSeconds" REAL NULL,
    "Completion" TEXT NULL,
    "EndReason" TEXT NULL
);

CREATE TABLE "dialout_attempts" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_dialout_attempts" PRIMARY KEY,
    "SessionId" TEXT NOT NULL,
    "Destination" TEXT NOT NULL,
    "DestinationValue" TEXT NOT NULL,
    "CallerNumber" TEXT NULL,
    "Trunk" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ConnectedAt" INTEGER NULL,
    "AnsweredAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "Stage" TEXT NOT NULL,
    "SipStatus" INTEGER NULL,
    "Q850Cause" INTEGER NULL,
    "Rang" INTEGER NOT NULL,
    "RangAt" INTEGER NULL,
    "Media" INTEGER NOT NULL,
    "HungUpBy" TEXT NULL,
    "Retryable" INTEGER NULL,
    "InDoubt" INTEGER NOT NULL,
    "Error" TEXT NULL,
    CONSTRAINT "FK_dialout_attempts_sessions_SessionId" FOREIGN KEY ("SessionId") REFERENCES "sessions" ("Id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_api_keys_Hash" ON "api_keys" ("Hash");

CREATE INDEX "IX_dialout_attempts_EndedAt" ON "dialout_attempts" ("EndedAt");

CREATE INDEX "IX_dialout_attempts_SessionId" ON "dialout_attempts" ("SessionId");

CREATE UNIQUE INDEX "IX_owned_numbers_Number" ON "owned_numbers" ("Number");

CREATE INDEX "IX_sessions_Agent_CreatedAt" ON "sessions" ("Agent", "CreatedAt");

CREATE INDEX "IX_sessions_EndedAt" ON "sessions" ("EndedAt");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122160318_Initial', '10.0.15');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "dialout_attempts" ADD "Quality" TEXT NULL;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122222500_CallQuality', '10.0.15');

COMMIT;

INSERT INTO "api_keys" VALUES ('019ab000-0000-7000-8000-000000000001', 'Public', x'00', 'pk_01234', 'kept', 1893553445000, NULL);
INSERT INTO "sessions" ("Id", "Agent", "BodySize", "CreatedAt", "UpdatedAt")
VALUES ('3F0E9F5A-0000-4000-8000-000000000001', 'outbound', 2, 1893553445000, 1893553445000);
INSERT INTO "dialout_attempts" ("Id", "SessionId", "Destination", "DestinationValue", "CreatedAt", "Stage", "Rang", "Media", "InDoubt")
VALUES ('3F0E9F5A-0000-4000-8000-000000000002', '3F0E9F5A-0000-4000-8000-000000000001', 'PhoneNumber', '+15551230001', 1893553445000, 'Accepted', 0, 0, 0);
