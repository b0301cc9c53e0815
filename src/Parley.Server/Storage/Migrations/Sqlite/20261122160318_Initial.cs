using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "owned_numbers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Trunk = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_owned_numbers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "server_identity",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    DomainId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TokenSecret = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_server_identity", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RoomName = table.Column<string>(type: "TEXT", nullable: true),
                    RoomUrl = table.Column<string>(type: "TEXT", nullable: true),
                    BodyHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    BodySize = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    BotStartSeconds = table.Column<double>(type: "REAL", nullable: true),
                    Completion = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    EndReason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "dialout_attempts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Destination = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    DestinationValue = table.Column<string>(type: "TEXT", nullable: false),
                    CallerNumber = table.Column<string>(type: "TEXT", nullable: true),
                    Trunk = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConnectedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    SipStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    Q850Cause = table.Column<int>(type: "INTEGER", nullable: true),
                    Rang = table.Column<bool>(type: "INTEGER", nullable: false),
                    RangAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Media = table.Column<bool>(type: "INTEGER", nullable: false),
                    HungUpBy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Retryable = table.Column<bool>(type: "INTEGER", nullable: true),
                    InDoubt = table.Column<bool>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dialout_attempts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_dialout_attempts_sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_Hash",
                table: "api_keys",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_dialout_attempts_EndedAt",
                table: "dialout_attempts",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_dialout_attempts_SessionId",
                table: "dialout_attempts",
                column: "SessionId");

            migrationBuilder.CreateIndex(
                name: "IX_owned_numbers_Number",
                table: "owned_numbers",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sessions_Agent_CreatedAt",
                table: "sessions",
                columns: new[] { "Agent", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_sessions_EndedAt",
                table: "sessions",
                column: "EndedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "dialout_attempts");

            migrationBuilder.DropTable(
                name: "owned_numbers");

            migrationBuilder.DropTable(
                name: "server_identity");

            migrationBuilder.DropTable(
                name: "sessions");
        }
    }
}
