// PocketBase with the shop of the benchmark as Go code: the checks of nine fields before the write,
// and a row for each mail and each change in the transaction of the write. docs/performance.md says
// how to repeat the recorded run. Pocketbundle itself needs no Go.
package main

import (
	"log"
	"os"
	"regexp"
	"time"
	"unicode/utf8"

	validation "github.com/go-ozzo/ozzo-validation/v4"
	"github.com/go-ozzo/ozzo-validation/v4/is"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/plugins/jsvm"
)

var (
	sku      = regexp.MustCompile(`^[A-Z]{3}-[0-9]+$`)
	after    = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	statuses = map[string]bool{"": true, "draft": true, "placed": true, "paid": true}
)

func check(r *core.Record) validation.Errors {
	errs := validation.Errors{}
	refuse := func(field string, isBroken bool) {
		if isBroken {
			errs[field] = validation.NewError("validation_invalid", "Is not valid.")
		}
	}
	title := utf8.RuneCountInString(r.GetString("title"))
	refuse("title", title < 3 || title > 80)
	email := r.GetString("email")
	refuse("email", email == "" || is.EmailFormat.Validate(email) != nil)
	quantity, price := r.GetFloat("quantity"), r.GetFloat("price")
	refuse("quantity", quantity != float64(int(quantity)) || quantity < 1 || quantity > 99)
	refuse("price", price != float64(int(price)) || price < 1)
	refuse("status", !statuses[r.GetString("status")])
	due := r.GetDateTime("due")
	refuse("due", !due.IsZero() && !due.Time().After(after))
	tags, seen := r.GetStringSlice("tags"), map[string]bool{}
	for _, tag := range tags {
		seen[tag] = true
	}
	refuse("tags", len(tags) < 1 || len(tags) > 5 || len(seen) != len(tags))
	refuse("sku", r.GetString("sku") != "" && !sku.MatchString(r.GetString("sku")))
	refuse("note", utf8.RuneCountInString(r.GetString("note")) > 500)
	return errs
}

// note writes a row in the transaction of the write, so that a crash loses none.
func note(kind string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return e.App.RunInTransaction(func(tx core.App) error {
			e.App = tx
			if err := e.Next(); err != nil {
				return err
			}
			payload, err := e.Record.MarshalJSON()
			if err != nil {
				return err
			}
			_, err = tx.DB().Insert("outbox", dbx.Params{
				"id": core.GenerateDefaultRandomId(), "kind": kind, "record": e.Record.Id, "payload": string(payload),
			}).Execute()
			return err
		})
	}
}

func main() {
	app := pocketbase.New()
	var pool int
	var hooks, migrations, public string
	var watch, automigrate bool
	flags := app.RootCmd.PersistentFlags()
	flags.StringVar(&hooks, "hooksDir", "", "")
	flags.BoolVar(&watch, "hooksWatch", true, "")
	flags.IntVar(&pool, "hooksPool", 15, "")
	flags.StringVar(&migrations, "migrationsDir", "", "")
	flags.BoolVar(&automigrate, "automigrate", true, "")
	flags.StringVar(&public, "publicDir", "", "")
	_ = app.RootCmd.ParseFlags(os.Args[1:])
	jsvm.MustRegister(app, jsvm.Config{HooksDir: hooks, HooksWatch: watch, HooksPoolSize: pool, MigrationsDir: migrations})
	app.OnRecordValidate("orders").BindFunc(func(e *core.RecordEvent) error {
		if errs := check(e.Record); len(errs) > 0 {
			return errs
		}
		return e.Next()
	})
	app.OnRecordCreateExecute("orders").BindFunc(note("mail"))
	app.OnRecordUpdateExecute("orders").BindFunc(note("sync"))
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
