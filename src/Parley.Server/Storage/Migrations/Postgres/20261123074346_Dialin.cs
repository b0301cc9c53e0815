using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PhoneNumber = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    SipUser = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    RoomCreationApi = table.Column<string>(type: "text", maxLength: 2048, nullable: false, collation: "C"),
                    NamePrefix = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    Hmac = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    TimeoutMessage = table.Column<string>(type: "text", maxLength: 1000, nullable: true, collation: "C"),
                    TimeoutSeconds = table.Column<double>(type: "double precision", nullable: true),
                    IsOfDomain = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
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
