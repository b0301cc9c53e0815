using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    Prefix = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "owned_numbers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Trunk = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    Name = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_owned_numbers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "server_identity",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    DomainId = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenSecret = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_server_identity", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Agent = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    RoomName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RoomUrl = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    BodyHash = table.Column<byte[]>(type: "bytea", nullable: true),
                    BodySize = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    BotStartSeconds = table.Column<double>(type: "double precision", nullable: true),
                    Completion = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    EndReason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "dialout_attempts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Destination = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    DestinationValue = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CallerNumber = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Trunk = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ConnectedAt = table.Column<long>(type: "bigint", nullable: true),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Stage = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    SipStatus = table.Column<int>(type: "integer", nullable: true),
                    Q850Cause = table.Column<int>(type: "integer", nullable: true),
                    Rang = table.Column<bool>(type: "boolean", nullable: false),
                    RangAt = table.Column<long>(type: "bigint", nullable: true),
                    Media = table.Column<bool>(type: "boolean", nullable: false),
                    HungUpBy = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    Retryable = table.Column<bool>(type: "boolean", nullable: true),
                    InDoubt = table.Column<bool>(type: "boolean", nullable: false),
                    Quality = table.Column<string>(type: "text", nullable: true),
                    Error = table.Column<string>(type: "text", nullable: true, collation: "C")
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
