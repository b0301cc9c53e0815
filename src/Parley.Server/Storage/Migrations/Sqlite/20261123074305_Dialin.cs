using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Dialin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "dialin_configs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PhoneNumber = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    SipUser = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RoomCreationApi = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    NamePrefix = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Hmac = table.Column<string>(type: "TEXT", nullable: false),
                    TimeoutMessage = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    TimeoutSeconds = table.Column<double>(type: "REAL", nullable: true),
                    IsOfDomain = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dialin_configs", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_dialin_configs_PhoneNumber",
                table: "dialin_configs",
                column: "PhoneNumber",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_dialin_configs_SipUser",
                table: "dialin_configs",
                column: "SipUser",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dialin_configs");
        }
    }
}
