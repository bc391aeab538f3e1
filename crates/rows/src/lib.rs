//! Rows: how a row of the database becomes a struct.
//!
//! `sqlx::FromRow` as a derive writes an implementation for every database there could be. Its bounds name the type of each
//! field anew, and checking them took the larger part of the compiler's time for this program. There is one kind of row here,
//! that of the `Any` driver, so the implementation is written for it alone (decision 0025).

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, parse_macro_input};

/// Implements `sqlx::FromRow` for rows of the `Any` driver: each field is the column of its name.
///
/// `#[sqlx(rename = "column")]` names another column, `#[sqlx(flatten)]` reads a struct of its own from the same row,
/// `#[sqlx(skip)]` leaves the default. They mean what they mean to sqlx's own derive.
///
/// # Errors
/// The compiler's, at the field: for anything but a struct with named fields, and for other attributes.
#[proc_macro_derive(FromRow, attributes(sqlx))]
pub fn from_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implementation(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn implementation(input: &DeriveInput) -> Result<Tokens, Error> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "a row becomes a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(&input.ident, "a row becomes a struct with named fields"));
    };
    let values = fields.named.iter().map(value).collect::<Result<Vec<_>, _>>()?;
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics ::sqlx::FromRow<'_, ::sqlx::any::AnyRow> for #name #arguments #bounds {
            fn from_row(row: &::sqlx::any::AnyRow) -> ::core::result::Result<Self, ::sqlx::Error> {
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    })
}

/// How one field is read: `name: ::sqlx::Row::try_get(row, "column")?`.
fn value(field: &Field) -> Result<Tokens, Error> {
    let name = &field.ident;
    let plain = name.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut column = plain.strip_prefix("r#").unwrap_or(&plain).to_owned();
    let (mut skip, mut flatten) = (false, false);
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("sqlx")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                column = meta.value()?.parse::<LitStr>()?.value();
            } else if meta.path.is_ident("skip") {
                skip = true;
            } else if meta.path.is_ident("flatten") {
                flatten = true;
            } else {
                return Err(meta.error("only rename, skip and flatten are known here"));
            }
            Ok(())
        })?;
    }
    Ok(match (skip, flatten) {
        (true, _) => quote! { #name: ::core::default::Default::default() },
        (_, true) => quote! { #name: ::sqlx::FromRow::from_row(row)? },
        _ => quote! { #name: ::sqlx::Row::try_get(row, #column)? },
    })
}
